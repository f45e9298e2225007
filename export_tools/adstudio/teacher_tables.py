"""What the style teacher knows by heart: which type suits which trade, tone and partner.

Numbers are odds (relative weights). Cluster rows follow `style_vocabulary.CLUSTERS`.
"""

from __future__ import annotations

# grotesque geometric condensed heavy didone classical slab rounded script poster tech
GENRE_CLUSTERS: dict[str, tuple[float, ...]] = {
    "general": (4, 4, 2, 1.5, 2, 1, 1, 1, 0.3, 0.2, 1),
    "fashion": (2, 3, 1.5, 1, 4, 4, 0.2, 0.2, 0.3, 0, 0.3),
    "beauty": (1.5, 3, 0.3, 0.3, 4, 4.5, 0.1, 0.7, 0.6, 0, 0.2),
    "electronics": (5, 3, 1, 1.5, 0.3, 0.1, 0.2, 0.4, 0, 0, 4.5),
    "home": (2.5, 3, 0.4, 0.5, 3.5, 3, 1, 0.6, 0.2, 0, 0.2),
    "kitchen": (2.5, 2.5, 0.7, 0.8, 3, 1.5, 2, 1, 0.6, 0.3, 0.2),
    "food": (1, 1.5, 1, 1.3, 2, 0.7, 1.8, 2, 1.8, 1.8, 0.1),
    "sports": (2, 2, 5, 3.5, 0.1, 0, 0.5, 0.2, 0, 0.6, 1.5),
    "outdoor": (2.5, 2, 4, 2, 0.5, 0.3, 3, 0.3, 0.1, 0.2, 0.8),
    "kids": (0.6, 1, 0.2, 1.2, 0.3, 0.1, 0.4, 5, 1, 3.5, 0.1),
    "pets": (1.2, 1.5, 0.3, 1.2, 0.7, 0.2, 0.8, 4.5, 0.8, 1.5, 0.1),
    "crafts": (1.5, 1.8, 0.4, 0.6, 3, 2, 2.5, 1.2, 1.2, 0.3, 0.3),
    "tools": (2.5, 1.5, 4, 3, 0, 0, 3, 0.2, 0, 0.3, 1.8),
}

TONE_CLUSTERS: dict[str, tuple[float, ...]] = {
    "plain": (1, 1, 1, 1, 1, 1, 1, 1, 0.5, 0.5, 1),
    "premium": (1, 1.2, 0.5, 0.3, 2.5, 3, 0.4, 0.1, 0.3, 0, 0.7),
    "playful": (0.6, 0.8, 0.5, 1.5, 0.6, 0.1, 0.8, 3, 2, 3, 0.5),
    "urgent": (1.2, 1, 3, 3, 0.3, 0, 1, 0.6, 0.1, 1.2, 1),
    "direct": (1.5, 1.3, 1.5, 1.5, 0.6, 0.3, 1, 0.8, 0.1, 0.3, 1.2),
    "short": (1, 1.2, 1.5, 2, 1.4, 0.8, 0.8, 1, 0.8, 0.8, 1),
    "seasonal": (0.8, 1, 0.6, 0.8, 2, 1.5, 0.8, 1, 1.8, 0.6, 0.4),
}

FAMILY_ODDS: dict[str, float] = {
    "Inter": 0.7, "DM Sans": 1.2, "Bricolage Grotesque": 1.2, "Work Sans": 0.8,
    "Poppins": 1.3, "Josefin Sans": 0.7, "Teko": 0.6, "Anton": 1.2, "Unbounded": 0.5,
    "Syne": 0.6, "Archivo Black": 1.6, "Playfair Display": 1.3, "Abril Fatface": 0.7,
    "Cinzel": 0.5, "Italiana": 0.5, "Comfortaa": 0.5, "Dancing Script": 0.4, "Caveat": 0.6,
    "Bangers": 0.5, "Bungee": 0.35, "Luckiest Guy": 0.6, "Orbitron": 0.15, "Russo One": 0.5,
    "Space Grotesk": 1.5, "Sora": 1.3,
}  # fmt: skip
"""Odds of a family inside its cluster (1 for one not named)."""

WIDE_FAMILIES = ("Unbounded", "Syne", "Bungee", "Orbitron", "Archivo Black", "Sora")

PAIRINGS: dict[str, dict[str, float]] = {
    "grotesque": {"Inter": 1, "DM Sans": 1, "Work Sans": 1, "Figtree": 1, "Manrope": 0.6},
    "geometric": {"DM Sans": 1, "Inter": 0.6, "Jost": 0.6, "Work Sans": 0.8, "Lora": 0.4,
                  "Figtree": 0.6},
    "condensed": {"Inter": 1, "Work Sans": 1, "Archivo": 1.2, "DM Sans": 0.8, "Poppins": 0.4,
                  "Barlow Condensed": 0.7},
    "heavy": {"Inter": 1, "DM Sans": 1, "Work Sans": 0.8, "Archivo": 1.2, "Figtree": 0.6},
    "didone": {"DM Sans": 1.2, "Jost": 1, "Work Sans": 0.8, "Figtree": 0.8, "Montserrat": 0.6,
               "Inter": 0.6, "Lora": 0.3, "Outfit": 0.6},
    "classical": {"Jost": 1.2, "Josefin Sans": 0.7, "DM Sans": 0.8, "Montserrat": 0.8,
                  "EB Garamond": 0.6, "Spectral": 0.5, "Figtree": 0.5, "Urbanist": 0.6},
    "slab": {"Work Sans": 1, "Inter": 0.8, "Archivo": 0.6, "DM Sans": 0.8, "Bitter": 0.3,
             "Zilla Slab": 0.3},
    "rounded": {"Nunito": 2, "Quicksand": 0.8, "Poppins": 0.8, "Figtree": 0.8, "Lexend": 0.6},
    "script": {"Josefin Sans": 0.8, "Montserrat": 1, "Nunito": 0.8, "Poppins": 0.8, "Jost": 0.8,
               "Lora": 0.4},
    "poster": {"Nunito": 1.2, "Poppins": 1, "Lexend": 0.8, "Figtree": 0.8, "Montserrat": 0.6},
    "tech": {"Inter": 1, "Space Grotesk": 0.8, "Sora": 0.6, "Titillium Web": 0.8, "DM Sans": 0.8,
             "Manrope": 0.8},
}  # fmt: skip
"""Body families that go with a headline cluster."""

SAME_FAMILY_ODDS = 3.0
"""Weight of setting the whole creative in one family, where it reads well small."""

HEADLINE_BOLD: dict[str, float] = {
    "grotesque": 0.93, "geometric": 0.85, "condensed": 0.9, "heavy": 0.97, "didone": 0.4,
    "classical": 0.4, "slab": 0.9, "rounded": 0.93, "script": 0.7, "poster": 0.9, "tech": 0.9,
}  # fmt: skip

ROLE_BOLD: dict[str, float] = {
    "logo": 0.85, "subhead": 0.12, "selling_point": 0.4, "long": 0.02, "badge": 0.95,
    "price": 0.95, "cta": 0.93,
}  # fmt: skip

HEADLINE_TRACKING: dict[str, tuple[float, float, float, float]] = {
    "grotesque": (0.7, 0.3, 0, 0), "geometric": (0.4, 0.6, 0, 0), "condensed": (0, 0.7, 0.3, 0),
    "heavy": (0.6, 0.4, 0, 0), "didone": (0.4, 0.6, 0, 0), "classical": (0, 0.7, 0.3, 0),
    "slab": (0.3, 0.7, 0, 0), "rounded": (0.1, 0.9, 0, 0), "script": (0, 1, 0, 0),
    "poster": (0, 0.7, 0.3, 0), "tech": (0.4, 0.6, 0, 0),
}  # fmt: skip

ROLE_TRACKING: dict[str, tuple[float, float, float, float]] = {
    "logo": (0, 0.3, 0.4, 0.3), "cta": (0, 0.7, 0.3, 0), "badge": (0, 0.6, 0.4, 0),
}  # fmt: skip
