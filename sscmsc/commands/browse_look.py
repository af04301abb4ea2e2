"""How the screen of `sscmsc browse` is divided, in Textual's style sheets."""

from __future__ import annotations

#: From this size on facets and details are shown without being asked for.
WIDE, HIGH = 100, 32
#: Colours are the terminal's own; what matters is told by reverse, bold and signs, too.
SHEET = """
Screen { layout: vertical; background: ansi_default; color: ansi_default; }
#head { height: 1; }
#head Static { width: 7; text-style: bold; }
#query { width: 1fr; background: ansi_default; color: ansi_default; }
#told { height: auto; max-height: 2; text-style: dim; }
#body { height: 1fr; }
#facets { width: 26; padding: 0 1 0 0; }
#works { height: 1fr; }
#middle { width: 1fr; }
#details { height: 45%; border-top: ascii ansi_bright_black; scrollbar-size-vertical: 1;
  background: ansi_default; }
#details:focus { border-top: ascii ansi_cyan; }
#details.whole { height: 1fr; border-top: none; }
#status { height: auto; max-height: 6; }
Dialogue { align: center middle; background: ansi_default; }
#box { width: 100%; max-width: 130; height: auto; max-height: 1fr; border: ascii ansi_cyan;
  padding: 0 1; background: ansi_default; }
#box Input, #box TextArea { background: ansi_default; color: ansi_default; margin: 1 0; }
#box TextArea { height: 12; border: none; }
#page { height: auto; max-height: 75vh; background: ansi_default; scrollbar-size-vertical: 1; }
Footer { background: ansi_default; color: ansi_default; }
FooterKey { background: ansi_default; color: ansi_default; }
FooterKey .footer-key--key { text-style: bold; color: ansi_cyan; background: ansi_default; }
FooterKey .footer-key--description { color: ansi_default; background: ansi_default; }
"""
