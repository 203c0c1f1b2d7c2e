"""Sections: one file a section; `read` asks everything once, `write` says it in blocks of a language."""
