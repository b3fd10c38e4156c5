"""The copybook of the crime unload, by hand as a programmer of 1987 would have written it, and its widths."""

COPYBOOK = """\
      ******************************************************************
      * CRIMEUNL  NORTHMERE POLICE - CRIME SYSTEM UNLOAD               *
      * ONE C SEGMENT FOR EACH CRIME, FOLLOWED BY ITS P AND O SEGMENTS *
      * CODE PAGE CP285.  VARIABLE RECORDS WITH RDW.                   *
      ******************************************************************
       01  CRIME-UNLOAD-RECORD.
           05  SEGMENT-TYPE              PIC X(1).
               88  CRIME-SEGMENT-ROW     VALUE 'C'.
               88  PERSON-SEGMENT-ROW    VALUE 'P'.
               88  PROPERTY-SEGMENT-ROW  VALUE 'O'.
           05  CRIME-NUMBER              PIC X(12).
           05  CRIME-SEGMENT.
               10  OFFENCE-CODE          PIC X(8).
               10  OFFENCE-TEXT          PIC X(44).
               10  DATE-FROM             PIC 9(8).
               10  TIME-FROM             PIC 9(4).
               10  DATE-TO               PIC 9(8).
               10  TIME-TO               PIC 9(4).
               10  DATE-RECORDED         PIC 9(8) COMP-3.
               10  TIME-RECORDED         PIC 9(4) COMP.
               10  BEAT                  PIC X(9).
               10  LOCATION              PIC X(44).
               10  LOCATION-POSTCODE     PIC X(8).
               10  EASTING               PIC S9(7) COMP-3.
               10  NORTHING              PIC S9(7) COMP-3.
               10  PREMISES              PIC X(14).
               10  METHOD-TEXT           PIC X(56).
               10  OUTCOME               PIC X(2).
               10  OFFICER               PIC 9(5).
               10  LOSS                  PIC S9(7)V99.
               10  PERSON-COUNT          PIC 9(2).
               10  PROPERTY-COUNT        PIC 9(2).
           05  PERSON-SEGMENT REDEFINES CRIME-SEGMENT.
               10  ROLE                  PIC X(1).
                   88  VICTIM            VALUE 'V'.
                   88  SUSPECT           VALUE 'S'.
                   88  WITNESS           VALUE 'W'.
               10  NOMINAL-REF           PIC 9(9) COMP.
               10  SURNAME               PIC X(24).
               10  FORENAMES             PIC X(28).
               10  DATE-OF-BIRTH         PIC 9(8).
               10  SEX                   PIC X(1).
               10  ETHNICITY             PIC X(2).
               10  HOME-ADDRESS          PIC X(44).
               10  HOME-POSTCODE         PIC X(8).
               10  TELEPHONE             PIC X(12).
               10  PNC-ID                PIC X(13).
           05  PROPERTY-SEGMENT REDEFINES CRIME-SEGMENT.
               10  ITEM-NUMBER           PIC 9(2).
               10  DESCRIPTION           PIC X(30).
               10  ITEM-VALUE            PIC S9(7)V99 COMP-3.
               10  ITEM-STATUS           PIC X(1).
                   88  STOLEN            VALUE 'S'.
                   88  RECOVERED         VALUE 'R'.
               10  ITEM-VRM              PIC X(8).
"""
"""Fixed form: numbers in columns 8 to 72. The text is ASCII, as printed; only the data is EBCDIC."""
