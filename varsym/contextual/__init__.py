"""Token separation and contextual mapping: what Lemma 5.4 and Lemma C.1 promise, in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from varsym.lazy_names import lazy_names

if TYPE_CHECKING:
    from varsym.contextual.approximator import (
        MAX_CONTEXTS,
        ConstructedApproximator,
        NetworkSize,
        construct_approximator,
    )
    from varsym.contextual.approximator_certificate import (
        CheckedApproximator,
        check_approximator,
    )
    from varsym.contextual.attention_head import (
        AttentionHead,
    )
    from varsym.contextual.band_placement import BandPlacement, place_bands
    from varsym.contextual.context_ids import (
        ContextIDs,
    )
    from varsym.contextual.context_separations import (
        ContextMapping,
        context_mapping,
        context_separation,
        context_separation_of_product,
        separation_table,
    )
    from varsym.contextual.contextual_mapping import (
        MappingVerdict,
        certify_contextual_mapping,
        smallest_separation,
    )
    from varsym.contextual.example_targets import (
        EXAMPLE_NAMES,
        example_target,
        named_or_written,
    )
    from varsym.contextual.gaps import (
        Collision,
        Gap,
        Undecided,
        smallest_gap,
    )
    from varsym.contextual.lemma_margins import (
        LemmaMargin,
        lemma_margin,
    )
    from varsym.contextual.low_rank_weights import (
        SeparatingWeights,
        separating_weights,
    )
    from varsym.contextual.nearest_points import (
        Distance,
        smallest_distance,
    )
    from varsym.contextual.position_coding import PositionCode, position_code
    from varsym.contextual.resources import (
        Count,
        GridSeparation,
        Resources,
        ScaleResources,
        cells_for_error,
        var_resources,
    )
    from varsym.contextual.separation import (
        BrokenCondition,
        TokenSeparation,
        grid_separation,
        grid_separation_formulas,
        token_separation,
    )
    from varsym.contextual.sequences import (
        Sequences,
    )
    from varsym.contextual.target_expressions import (
        TargetMap,
        parse_target,
    )

__all__ = [
    "EXAMPLE_NAMES",
    "MAX_CONTEXTS",
    "AttentionHead",
    "BandPlacement",
    "BrokenCondition",
    "CheckedApproximator",
    "Collision",
    "ConstructedApproximator",
    "ContextIDs",
    "ContextMapping",
    "Count",
    "Distance",
    "Gap",
    "GridSeparation",
    "LemmaMargin",
    "MappingVerdict",
    "NetworkSize",
    "PositionCode",
    "Resources",
    "ScaleResources",
    "SeparatingWeights",
    "Sequences",
    "TargetMap",
    "TokenSeparation",
    "Undecided",
    "cells_for_error",
    "certify_contextual_mapping",
    "check_approximator",
    "construct_approximator",
    "context_mapping",
    "context_separation",
    "context_separation_of_product",
    "example_target",
    "grid_separation",
    "grid_separation_formulas",
    "lemma_margin",
    "named_or_written",
    "parse_target",
    "place_bands",
    "position_code",
    "separating_weights",
    "separation_table",
    "smallest_distance",
    "smallest_gap",
    "smallest_separation",
    "token_separation",
    "var_resources",
]

# Imported when first asked for, so that whoever needs one part does not load the others.
_HOMES = {
    "EXAMPLE_NAMES": "example_targets",
    "MAX_CONTEXTS": "approximator",
    "AttentionHead": "attention_head",
    "BandPlacement": "band_placement",
    "BrokenCondition": "separation",
    "CheckedApproximator": "approximator_certificate",
    "Collision": "gaps",
    "ConstructedApproximator": "approximator",
    "ContextIDs": "context_ids",
    "ContextMapping": "context_separations",
    "Count": "resources",
    "Distance": "nearest_points",
    "Gap": "gaps",
    "GridSeparation": "resources",
    "LemmaMargin": "lemma_margins",
    "MappingVerdict": "contextual_mapping",
    "NetworkSize": "approximator",
    "PositionCode": "position_coding",
    "Resources": "resources",
    "ScaleResources": "resources",
    "SeparatingWeights": "low_rank_weights",
    "Sequences": "sequences",
    "TargetMap": "target_expressions",
    "TokenSeparation": "separation",
    "Undecided": "gaps",
    "cells_for_error": "resources",
    "certify_contextual_mapping": "contextual_mapping",
    "check_approximator": "approximator_certificate",
    "construct_approximator": "approximator",
    "context_mapping": "context_separations",
    "context_separation": "context_separations",
    "context_separation_of_product": "context_separations",
    "example_target": "example_targets",
    "grid_separation": "separation",
    "grid_separation_formulas": "separation",
    "lemma_margin": "lemma_margins",
    "named_or_written": "example_targets",
    "parse_target": "target_expressions",
    "place_bands": "band_placement",
    "position_code": "position_coding",
    "separating_weights": "low_rank_weights",
    "separation_table": "context_separations",
    "smallest_distance": "nearest_points",
    "smallest_gap": "gaps",
    "smallest_separation": "contextual_mapping",
    "token_separation": "separation",
    "var_resources": "resources",
}

__getattr__, __dir__ = lazy_names(__name__, _HOMES)
