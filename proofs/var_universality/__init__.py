"""*Fundamental Limits of Visual Autoregressive Transformers: Universal Approximation Abilities*.

The pack says what the paper prints, index for index, and proposes repairs.  It says of nothing
whether it holds.
"""

from proofs.var_universality.appendix_a import STATEMENTS as APPENDIX_A
from proofs.var_universality.appendix_b import STATEMENTS as APPENDIX_B
from proofs.var_universality.appendix_c import STATEMENTS as APPENDIX_C
from proofs.var_universality.appendix_d import STATEMENTS as APPENDIX_D
from proofs.var_universality.appendix_d_flow import STATEMENTS as APPENDIX_D_FLOW
from proofs.var_universality.appendix_e import STATEMENTS as APPENDIX_E
from proofs.var_universality.appendix_f import STATEMENTS as APPENDIX_F
from proofs.var_universality.section_3_2 import STATEMENTS as SECTION_3_2
from proofs.var_universality.section_3_3 import STATEMENTS as SECTION_3_3
from proofs.var_universality.section_3_4 import STATEMENTS as SECTION_3_4
from proofs.var_universality.section_4 import STATEMENTS as SECTION_4
from proofs.var_universality.section_5 import STATEMENTS as SECTION_5
from proofs.var_universality.section_6 import STATEMENTS as SECTION_6
from proofs.var_universality.section_7 import STATEMENTS as SECTION_7
from varsym.pack import Paper

paper = Paper(
    name="var-universality",
    title=(
        "Fundamental Limits of Visual Autoregressive Transformers: "
        "Universal Approximation Abilities"
    ),
    statements=[
        *SECTION_3_2,
        *SECTION_3_3,
        *SECTION_3_4,
        *SECTION_4,
        *SECTION_5,
        *SECTION_6,
        *SECTION_7,
        *APPENDIX_A,
        *APPENDIX_B,
        *APPENDIX_C,
        *APPENDIX_D,
        *APPENDIX_D_FLOW,
        *APPENDIX_E,
        *APPENDIX_F,
    ],
    source="Chen, Li, Liang, Shi, Song (2025)",
)
