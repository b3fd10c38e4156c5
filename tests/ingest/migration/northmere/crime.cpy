      * NORTHMERE CONSTABULARY - CRIME MASTER (FICTIONAL)
       01  CRIME-FILE-REC.
           05  REC-TYPE               PIC X(1).
               88  IS-CRIME           VALUE 'C'.
               88  IS-PERSON          VALUE 'P'.
               88  IS-PROPERTY        VALUE 'G'.
           05  CRIME-REF              PIC 9(8).
           05  CRIME-BODY.
               10  OFFENCE            PIC X(24).
               10  RECORDED-DATE      PIC 9(6).
               10  METHOD             PIC X(40).
               10  LOSS-VALUE         PIC S9(7)V99 COMP-3.
               10  BEAT               PIC S9(4) COMP.
           05  PERSON-BODY REDEFINES CRIME-BODY.
               10  PERSON-NO          PIC 9(3).
               10  PERSON-ROLE        PIC X(1).
                   88  IS-VICTIM      VALUE 'V'.
                   88  IS-SUSPECT     VALUE 'S'.
               10  FULL-NAME          PIC X(30).
               10  BIRTH-DATE         PIC 9(7) COMP-3.
               10  HEIGHT-CM          PIC 9(3) COMP-3.
           05  PROPERTY-BODY REDEFINES CRIME-BODY.
               10  ITEM-NO            PIC 9(3).
               10  ITEM-TEXT          PIC X(30).
               10  ITEM-VALUE         PIC S9(5)V99 COMP-3.
               10  FOUND              PIC X(1).
