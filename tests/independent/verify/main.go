// Command verify checks Athena's logs with none of Athena's code: it knows golang.org/x/mod/sumdb/{note,tlog} and the
// C2SP specifications, and nothing else.
//
//	verify log FOLDER LOG-VKEY [COSIGNER-VKEY...]   note, signatures, every tile and every entry bundle
//	verify proofs                                   JSON cases on standard input, JSON booleans on standard output
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// proveEvery spares time: every entry is compared with its tile, and one in so many is also proved from the root.
const proveEvery = 97

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// cosigner is a note.Verifier for type 0x04, which the note package does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func newCosigner(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("not a vkey: %s", vkey)
	}
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return nil, fmt.Errorf("not an Ed25519 cosigner: %s", vkey)
	}
	return &cosigner{parts[0], uint32(hash), key[1:]}, nil
}

// tiles reads tiles from a folder laid out as c2sp.org/tlog-tiles says.
type tiles struct{ folder string }

func (t tiles) Height() int                     { return height }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if os.IsNotExist(err) && tile.W < 1<<height {
			// A full tile serves for every partial one.
			data, err = os.ReadFile(filepath.Join(t.folder, strings.Split(path, ".p/")[0]))
		}
		if err != nil {
			return nil, err
		}
		if len(data) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s is short", path)
		}
		all = append(all, data[:tile.W*tlog.HashSize])
	}
	return all, nil
}

func bundlePath(n, width int64) string {
	path := tlog.Tile{H: height, L: 0, N: n, W: int(width)}.Path()
	return strings.Replace(path, "tile/8/0/", "tile/entries/", 1)
}

func parseCheckpoint(text string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("a checkpoint has three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("bad size %q", lines[1])
	}
	hash, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: hash}, err
}

func verifyLog(folder, logKey string, cosigners []string) {
	log, err := note.NewVerifier(logKey)
	fail(err)
	known := []note.Verifier{log}
	for _, vkey := range cosigners {
		one, err := newCosigner(vkey)
		fail(err)
		known = append(known, one)
	}
	data, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	fail(err)
	opened, err := note.Open(data, note.VerifierList(known...))
	fail(err)
	if len(opened.Sigs) != len(known) {
		fail(fmt.Errorf("%d of %d signers signed", len(opened.Sigs), len(known)))
	}
	tree, err := parseCheckpoint(opened.Text)
	fail(err)
	if strings.Split(opened.Text, "\n")[0] != log.Name() {
		fail(fmt.Errorf("the origin is not the log's name"))
	}
	reader := tlog.TileHashReader(tree, tiles{folder})
	root, err := tlog.TreeHash(tree.N, reader)
	fail(err)
	if root != tree.Hash {
		fail(fmt.Errorf("tiles have root %v, checkpoint %v", root, tree.Hash))
	}
	verifyEntries(folder, tree, reader)
	fmt.Printf("{\"size\": %d, \"signers\": %d}\n", tree.N, len(opened.Sigs))
}

func verifyEntries(folder string, tree tlog.Tree, reader tlog.HashReader) {
	for start := int64(0); start < tree.N; start += 1 << height {
		width := tree.N - start
		if width > 1<<height {
			width = 1 << height
		}
		bundle, err := os.ReadFile(filepath.Join(folder, bundlePath(start>>height, width)))
		fail(err)
		var indexes []int64
		for n := start; n < start+width; n++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, n))
		}
		hashes, err := reader.ReadHashes(indexes)
		fail(err)
		for n := start; n < start+width; n++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				fail(fmt.Errorf("the bundle of entry %d is short", n))
			}
			length := int(binary.BigEndian.Uint16(bundle))
			if tlog.RecordHash(bundle[2:2+length]) != hashes[n-start] {
				fail(fmt.Errorf("entry %d is not the one in the tree", n))
			}
			if n%proveEvery == 0 {
				proof, err := tlog.ProveRecord(tree.N, n, reader)
				fail(err)
				fail(tlog.CheckRecord(proof, tree.N, tree.Hash, n, hashes[n-start]))
			}
			bundle = bundle[2+length:]
		}
		if len(bundle) != 0 {
			fail(fmt.Errorf("the bundle at %d is long", start))
		}
	}
}

type proofCase struct {
	Kind     string
	M, N     int64
	Old, New []byte
	Proof    [][]byte
}

func hashOf(data []byte) (h tlog.Hash, ok bool) {
	copy(h[:], data)
	return h, len(data) == tlog.HashSize
}

func (c proofCase) holds() bool {
	var proof []tlog.Hash
	for _, step := range c.Proof {
		hash, ok := hashOf(step)
		if !ok {
			return false
		}
		proof = append(proof, hash)
	}
	var before, after tlog.Hash
	if copy(before[:], c.Old) != tlog.HashSize || copy(after[:], c.New) != tlog.HashSize {
		return false
	}
	if c.Kind == "inclusion" {
		return tlog.CheckRecord(proof, c.N, after, c.M, before) == nil
	}
	return tlog.CheckTree(proof, c.N, after, c.M, before) == nil
}

func verifyProofs() {
	var cases []proofCase
	fail(json.NewDecoder(os.Stdin).Decode(&cases))
	answers := make([]bool, len(cases))
	for i, one := range cases {
		answers[i] = one.holds()
	}
	var out bytes.Buffer
	fail(json.NewEncoder(&out).Encode(answers))
	os.Stdout.Write(out.Bytes())
}

func main() {
	switch {
	case len(os.Args) >= 4 && os.Args[1] == "log":
		verifyLog(os.Args[2], os.Args[3], os.Args[4:])
	case len(os.Args) == 2 && os.Args[1] == "proofs":
		verifyProofs()
	default:
		fail(fmt.Errorf("usage: verify log FOLDER LOG-VKEY [COSIGNER-VKEY...] | verify proofs"))
	}
}
