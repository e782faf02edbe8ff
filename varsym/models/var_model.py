"""The VAR model: token maps, feature map, image."""

from __future__ import annotations

from collections.abc import Sequence

from varsym.errors import InputError
from varsym.maps.block import Block, Composition
from varsym.maps.convolution import Convolution
from varsym.models.configurations import Configuration
from varsym.models.kinds import of_kind, weight_source
from varsym.models.scale_step import FeatureMap, ResidualBlend
from varsym.models.var_codes import GreedyCodes
from varsym.models.var_decoder import PUBLISHED_DECODER, Decoder, DecoderSizes
from varsym.models.var_generation import NextScaleGeneration
from varsym.models.var_transformer import NextScaleTransformer
from varsym.models.var_weights import FloatWeights, WeightSource

__all__ = ["VARModel"]


class VARModel(Composition):
    """All three phases: from X_init to the image, (1, C) to (f H, f H, 3).

    Phase 1 makes the token maps of all scales (`NextScaleGeneration`), phase 2 the feature map of
    the last scale's side H (`FeatureMap`), phase 3 the image (`Decoder`).

    Parameters
    ----------
    configuration : Configuration
    transformer : NextScaleTransformer
    codes : GreedyCodes
    decoder : Decoder
    residuals : sequence of Block, optional
        φ for each scale; the identity if not given.

    Attributes
    ----------
    generation : NextScaleGeneration
    feature_map : FeatureMap
    decoder : Decoder

    Raises
    ------
    InputError
        When the parts are of other classes or built for different numbers of scales or tokens, or
        the first token map is not 1 x 1, which is what X_init makes.
    ShapeError
        When widths or sizes do not fit.

    Examples
    --------
    >>> from varsym.models.var_weights import RationalWeights
    >>> tiny = Configuration("tiny", 4, (1, 2), channels=2, codebook=3)
    >>> model = VARModel.drawn(
    ...     tiny,
    ...     depth=1,
    ...     source=RationalWeights(0),
    ...     width=4,
    ...     heads=2,
    ...     decoder=DecoderSizes(base=2, multipliers=(1, 2), blocks=1, groups=2),
    ... )
    >>> model.output_shape((1, 2))
    (4, 4, 3)
    >>> image = model.enclose([[1, "1/2"]], digits=10)
    >>> image[0, 0, 0].decimal(8) == f"{model.numeric([[1, 0.5]])[0, 0, 0]:.8g}"
    True
    """

    def __init__(
        self,
        configuration: Configuration,
        transformer: NextScaleTransformer,
        codes: GreedyCodes,
        decoder: Decoder,
        residuals: Sequence[Block] | None = None,
    ) -> None:
        self.configuration = _from_one_token(configuration)
        of_kind(transformer, NextScaleTransformer, "transformer")
        of_kind(codes, GreedyCodes, "codes")
        of_kind(decoder, Decoder, "decoder")
        self.generation = NextScaleGeneration(configuration, transformer, codes, residuals)
        self.feature_map = FeatureMap(configuration, residuals)
        self.decoder = decoder
        super().__init__([decoder, self.feature_map, self.generation])
        self.output_shape((1, self.generation.channels))

    @classmethod
    def drawn(
        cls,
        configuration: Configuration,
        depth: int,
        source: WeightSource | None = None,
        *,
        width: int | None = None,
        heads: int | None = None,
        decoder: DecoderSizes = PUBLISHED_DECODER,
    ) -> VARModel:
        """Return a model of a depth with random weights; each scale has a φ of its own.

        Parameters
        ----------
        configuration : Configuration
            Of which the sides, the channels and the codebook's size count.
        depth : int
            D, the number of layers.
        source : WeightSource, optional
            `FloatWeights` if none, which the numeric face reads alone; `RationalWeights` for exact
            faces of small models.
        width, heads : int, optional
            Those of the configuration if none: 64 D and D.
        decoder : DecoderSizes
            The published ones by default.

        Raises
        ------
        InputError
            When an argument is of another class, a number is below 1, the heads do not divide the
            width or the groups the channels, or the first token map is not 1 x 1.
        """
        drawn = FloatWeights(0) if source is None else weight_source(source)
        _from_one_token(configuration)
        of_kind(decoder, DecoderSizes, "decoder")
        C, V = configuration.channels, configuration.codebook
        transformer = NextScaleTransformer.drawn(
            drawn,
            [side**2 for side in configuration.sides],
            channels=C,
            width=configuration.width(depth) if width is None else width,
            heads=configuration.heads(depth) if heads is None else heads,
            depth=depth,
            codebook=V,
        )
        codes = GreedyCodes(drawn.weight("codebook", (V, C), 1))
        residuals = []
        for _ in configuration.sides:
            kernels = drawn.weight("kernels", (C, 3, 3, C), 9 * C)
            residuals.append(ResidualBlend(Convolution(kernels, drawn.bias("bias", C))))
        made = Decoder.drawn(drawn, C, configuration.sides[-1], decoder)
        return cls(configuration, transformer, codes, made, residuals)


def _from_one_token(configuration: Configuration) -> Configuration:
    known = of_kind(configuration, Configuration, "configuration")
    if known.sides[0] != 1:
        raise InputError(
            f"A VAR model on the sides {known.sides}.",
            "A first side of 1: X_init is one token.",
            "Put a scale of side 1 before the others.",
        )
    return known
