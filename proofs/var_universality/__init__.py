"""*Fundamental Limits of Visual Autoregressive Transformers: Universal Approximation Abilities*.

The pack says what the paper prints, index for index, and proposes repairs.  It says of nothing
whether it holds.
"""

from proofs.var_universality.section_6 import STATEMENTS as SECTION_6
from proofs.var_universality.section_7 import STATEMENTS as SECTION_7
from varsym.pack import Paper

paper = Paper(
    name="var-universality",
    title=(
        "Fundamental Limits of Visual Autoregressive Transformers: "
        "Universal Approximation Abilities"
    ),
    statements=[*SECTION_6, *SECTION_7],
    source="Chen, Li, Liang, Shi, Song (2025)",
)
