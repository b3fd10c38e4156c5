"""Mainframe files: copybooks, record formats and code pages to Arrow, with every byte and every doubt accounted for."""
