"""Characters and the LaTeX that sets them, for pdfLaTeX with UTF-8 input and T1 fonts.

Only commands of the LaTeX kernel since 2020 appear (`utf8enc.dfu`, `source2e`, chapters on
encodings and the symbols of `fontmath.ltx`), so that a bibliography needs no package.
"""

from __future__ import annotations

#: What stands for a character in running text.
TEXT = {
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"{\textbraceleft}", "}": r"{\textbraceright}", "\\": r"{\textbackslash}",
    "~": r"{\textasciitilde}", "^": r"{\textasciicircum}", "`": r"{\textasciigrave}",
    "<": r"{\textless}", ">": r"{\textgreater}", "|": r"{\textbar}", '"': '{"}',
    "“": "``", "”": "''", "–": "--", "—": "---", "…": r"\ldots{}", "\xa0": "~",
    "\u2009": r"\,", "\u202f": r"\,", "µ": r"{\textmu}",
}  # fmt: skip

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "π": "pi", "ρ": "rho", "ς": "varsigma", "σ": "sigma", "τ": "tau",
    "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma",
    "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
    "ϑ": "vartheta", "ϕ": "phi", "ϖ": "varpi", "ϱ": "varrho", "ϵ": "epsilon",
}  # fmt: skip
_SIGNS = {
    "±": "pm", "∓": "mp", "×": "times", "÷": "div", "≤": "leq", "≥": "geq", "≠": "neq",
    "≪": "ll", "≫": "gg", "≈": "approx", "∼": "sim", "≃": "simeq", "≅": "cong", "≡": "equiv",
    "∝": "propto", "∞": "infty", "→": "rightarrow", "←": "leftarrow", "↑": "uparrow",
    "↓": "downarrow", "↔": "leftrightarrow", "⇒": "Rightarrow", "⇐": "Leftarrow",
    "⇔": "Leftrightarrow", "⟶": "longrightarrow", "⟵": "longleftarrow", "↦": "mapsto",
    "∈": "in", "∉": "notin", "∩": "cap", "∪": "cup", "⊂": "subset", "⊃": "supset",
    "⊆": "subseteq", "⊇": "supseteq", "∅": "emptyset", "∀": "forall", "∃": "exists",
    "∧": "wedge", "∨": "vee", "¬": "neg", "∑": "sum", "∏": "prod", "∫": "int", "√": "surd",
    "∂": "partial", "∇": "nabla", "⊥": "perp", "∥": "parallel", "⊕": "oplus", "⊗": "otimes",
    "⊖": "ominus", "⊙": "odot", "⋅": "cdot", "∙": "bullet", "∗": "ast", "⋆": "star",
    "∘": "circ", "△": "triangle", "◇": "diamond", "○": "bigcirc", "⋯": "cdots", "ℓ": "ell",
    "∠": "angle", "ℏ": "hbar", "ℵ": "aleph", "℘": "wp", "ℑ": "Im", "ℜ": "Re",
}  # fmt: skip

#: What stands for a character in a formula. Doubled braces tell it from a near twin.
MATH = (
    {letter: "\\" + name for letter, name in (_GREEK | _SIGNS).items()}
    | {
        greek: rf"\mathrm{{{latin}}}"
        for greek, latin in zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧ", "ABEZHIKMNOPTX", strict=True)
    }
    | {digit: f"^{plain}" for digit, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼ⁿ", "0123456789+-=n", strict=True)}
    | {digit: f"_{plain}" for digit, plain in zip("₀₁₂₃₄₅₆₇₈₉₊₋₌", "0123456789+-=", strict=True)}
    | {
        "ο": "o", "−": "-", "°": r"^\circ", "′": "'", "″": "''", "‴": "'''",
        "∆": r"{\Delta}", "⩽": r"{\leq}", "⩾": r"{\geq}", "∶": "{:}",
    }
)  # fmt: skip

#: Combining marks and the accent command that sets each over (or under) a letter.
ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u",
    "\u0307": ".", "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d",
    "\u0327": "c", "\u0328": "k", "\u0331": "b",
}  # fmt: skip

#: Letters with a command of their own.
LETTERS = {
    "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "å": "aa",
    "Å": "AA", "ł": "l", "Ł": "L", "đ": "dj", "Đ": "DJ", "ð": "dh", "Ð": "DH", "þ": "th",
    "Þ": "TH", "ı": "i", "ȷ": "j", "ŋ": "ng", "Ŋ": "NG",
}  # fmt: skip

#: Commands without an argument, as found in files of others, and the character each sets.
COMMANDS = (
    {name: letter for letter, name in (_GREEK | _SIGNS | LETTERS).items()}
    | {"var" + name: letter for letter, name in (("Γ", "Gamma"), ("Δ", "Delta"), ("Ω", "Omega"))}
    | {"text" + name: letter for letter, name in _GREEK.items()}
    | {
        "epsilon": "ε", "phi": "φ", "le": "≤", "ge": "≥", "ne": "≠", "leqslant": "⩽",
        "geqslant": "⩾", "lesssim": "≲", "gtrsim": "≳", "to": "→", "gets": "←", "degree": "°",
        "textdegree": "°", "textcelsius": "℃", "textmu": "µ", "micro": "µ", "textpm": "±",
        "texttimes": "×", "textdiv": "÷", "textminus": "−", "textless": "<", "textgreater": ">",
        "textbar": "|", "textbackslash": "\\", "backslash": "\\", "textbraceleft": "{",
        "textbraceright": "}", "lbrace": "{", "rbrace": "}", "textasciitilde": "~",
        "textasciicircum": "^", "textasciigrave": "`", "textasciiacute": "´",
        "textasciidieresis": "¨", "textquotedbl": '"', "textquotesingle": "'",
        "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
        "textquotedblright": "”", "lq": "‘", "rq": "’", "quotedblbase": "„",
        "quotesinglbase": "‚", "glqq": "„", "grqq": "“", "guillemotleft": "«",
        "guillemotright": "»", "guillemetleft": "«", "guillemetright": "»", "flqq": "«",
        "frqq": "»", "guilsinglleft": "‹", "guilsinglright": "›", "textendash": "–",
        "textemdash": "—", "textunderscore": "_", "ldots": "…", "dots": "…", "textellipsis": "…",
        "textbullet": "•", "textperiodcentered": "·", "textdagger": "†", "dag": "†",
        "dagger": "†", "ddag": "‡", "textsection": "§", "S": "§", "textparagraph": "¶", "P": "¶",
        "textcopyright": "©", "copyright": "©", "textregistered": "®", "texttrademark": "™",
        "pounds": "£", "textsterling": "£", "texteuro": "€", "euro": "€", "textyen": "¥",
        "textcent": "¢", "textordfeminine": "ª", "textordmasculine": "º", "textonehalf": "½",
        "textonequarter": "¼", "textthreequarters": "¾", "textonesuperior": "¹",
        "texttwosuperior": "²", "textthreesuperior": "³", "textperthousand": "‰",
        "textexclamdown": "¡", "textquestiondown": "¿", "textrightarrow": "→",
        "textleftarrow": "←", "textnumero": "№", "textdollar": "$", "textasteriskcentered": "∗",
        "slash": "/", "prime": "′", "colon": ":", "lbrack": "[", "rbrack": "]", "langle": "⟨",
        "rangle": "⟩", "mid": "|", "vert": "|", "Vert": "‖", "setminus": "∖", "triangleq": "≜",
        "imath": "ı", "jmath": "ȷ", "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX",
        "quad": " ", "qquad": " ", "space": " ", "nobreakspace": " ", "par": " ",
        "newline": " ", "linebreak": " ", "thinspace": " ", "hspace": " ", "log": "log",
        "ln": "ln", "exp": "exp", "max": "max", "min": "min", "sin": "sin", "cos": "cos",
    }
)  # fmt: skip

#: Commands that say nothing of the text and are dropped.
SILENT = frozenset(
    "left right big Big displaystyle textstyle scriptstyle limits nolimits relax protect "
    "noindent sloppy null normalsize small footnotesize rm sf tt sc upshape mdseries rmfamily "
    "sffamily ttfamily normalfont upright unskip ignorespaces textcompwordmark allowbreak "
    "boldmath unboldmath selectfont raggedright newblock mathsurround".split()
)
#: Commands of one argument of which only the argument stays.
UNWRAPPED = frozenset(
    "text textrm textnormal textup textmd textsf texttt textsc mathrm mathsf mathtt mathcal "
    "mathbb mathfrak mathscr mathnormal operatorname mbox hbox fbox underline uline url path "
    "lowercase MakeLowercase MakeUppercase uppercase MakeTextUppercase NoCaseChange ce "
    "boldsymbol pmb overline widehat widetilde enquote foreignquote bibinfo".split()
)
#: Commands whose argument is set in one of the four inline tags.
TAGGED = {
    "textit": "i", "emph": "i", "textsl": "i", "mathit": "i", "textbf": "b", "mathbf": "b",
    "textsuperscript": "sup", "textsubscript": "sub", "sp": "sup", "sb": "sub",
    "textsuper": "sup", "textsub": "sub",
}  # fmt: skip
#: Declarations that hold to the end of their group.
DECLARED = {
    "it": "i", "itshape": "i", "em": "i", "sl": "i", "slshape": "i", "bf": "b", "bfseries": "b",
}  # fmt: skip
#: Accents of formulas, as combining marks.
MATH_ACCENTS = {
    "bar": "\u0304", "hat": "\u0302", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308",
    "vec": "\u20d7", "acute": "\u0301", "grave": "\u0300", "check": "\u030c", "breve": "\u0306",
    "t": "\u0361", "textcommabelow": "\u0326",
}  # fmt: skip
