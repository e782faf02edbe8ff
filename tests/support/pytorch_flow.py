"""FlowAR and HOFAR by PyTorch's operators and its automatic differentiation, in float64."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from varsym.maps.arrays import FloatArray
from varsym.maps.attention import Attention
from varsym.maps.feed_forward import FeedForward
from varsym.maps.parameters import Parameter
from varsym.models.flow_matching import FlowMatching
from varsym.models.flowar import FlowARInference, FlowARLoss
from varsym.models.hofar import HOFARLoss
from varsym.models.hofar_inference import HOFARInference

Weights = dict[int, Any]


def hofar_gradient(loss: HOFARLoss, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the terms of the loss and the gradient of their sum, as one vector."""
    parts = [part for _, part in loss.model.parameters]
    weights = {id(part): torch.tensor(part.numeric, requires_grad=True) for part in parts}
    terms = _hofar_terms(loss, torch.from_numpy(x), weights)
    terms.sum().backward()
    slopes = [weights[id(part)].grad.reshape(-1).numpy() for part in parts]
    return terms.detach().numpy(), np.concatenate(slopes)


def flowar_terms(loss: FlowARLoss, x: FloatArray) -> FloatArray:
    """Return the terms of the loss."""
    model, sizes = loss.model, loss.model.pyramid.sizes
    condition, latent, *noise = _maps(torch.from_numpy(x), loss.pyramid_in.sizes)
    maps = [functional.interpolate(latent, size=size, mode="area") for size in sizes]
    seen, terms = [_rows(condition)], []
    layers = zip(model.transformer.attentions, model.transformer.feed_forwards, strict=True)
    for i, (attention, layer) in enumerate(layers):
        guess = _feed(layer, _attend(attention, torch.cat(seen), {}), {})
        network, Y, F = loss.networks[i], _rows(maps[i]), _rows(noise[i])
        t = float(network.time)
        made = _flow(network, torch.lerp(F, Y, t), guess[-len(Y) :], {})
        terms.append(functional.mse_loss(made, Y - F, reduction="sum"))
        if i + 1 < len(sizes):
            seen.append(_rows(_enlarged(maps[i], sizes[i + 1])))
    return np.asarray(torch.stack(terms).numpy())


def flowar_maps(pipeline: FlowARInference, x: FloatArray) -> FloatArray:
    """Return ŝ_1, …, ŝ_K below each other."""
    transformer, sizes = pipeline.model.transformer, pipeline.model.pyramid.sizes
    condition, *flows = _maps(torch.from_numpy(x), pipeline.pyramid_in.sizes)
    seen, made = [_rows(condition)], []
    for i, flow in enumerate(flows):
        attended = _attend(transformer.attentions[i], torch.cat(seen), {})
        state = _feed(transformer.feed_forwards[i], attended, {})
        rows = _rows(flow)
        made.append(_flow(pipeline.networks[i], rows, state[-len(rows) :], {}))
        if i + 1 < len(sizes):
            seen.append(_rows(_enlarged(_folded(made[-1], sizes[i]), sizes[i + 1])))
    return np.asarray(torch.cat(made).numpy())


def hofar_image(block: HOFARInference, x: FloatArray) -> FloatArray:
    """Return the rows of the final image."""
    condition, image = _maps(torch.from_numpy(x), block.pyramid_in.sizes)
    model, seen, h = block.model, _rows(condition), float(block.step)
    for i in range(block.scales):
        rows, size = _rows(image), image.shape[2:]
        guess = _feed(model.feed_forward, _attend(model.attention, seen, {}), {})[-len(rows) :]
        first = _flow(model.first, rows, guess, {})
        rows = torch.add(
            torch.add(rows, first, alpha=h), _flow(model.second, rows, guess, {}), alpha=0.5 * h**2
        )
        image = _folded(rows, size)
        if i < len(block.ups):
            image = _enlarged(image, block.ups[i].size_out)
            seen = torch.cat([seen, _rows(image)])
    return np.asarray(_rows(image).numpy())


def _hofar_terms(loss: HOFARLoss, x: Any, weights: Weights) -> Any:
    model, terms = loss.model, []
    image, *noise = _maps(x, loss.pyramid_in.sizes)
    for i, time in enumerate(loss.times):
        rows, F = _rows(image), _rows(noise[i])
        jets = zip(loss.path.alpha(time), loss.path.beta(time), strict=True)
        noisy, *targets = (float(a) * rows + float(b) * F for a, b in jets)
        guess = _feed(model.feed_forward, _attend(model.attention, rows, weights), weights)
        made = [_flow(one, noisy, guess, weights) for one in (model.first, model.second)]
        errors = [a - b for a, b in zip(made, targets, strict=True)]
        terms.append(sum(torch.linalg.vector_norm(error) ** 2 for error in errors))
        if i < len(loss.downs):
            image = functional.interpolate(image, size=loss.downs[i].size_out, mode="area")
    return torch.stack(terms)


def _weight(parameter: Parameter, weights: Weights) -> Any:
    found = weights.get(id(parameter))
    return torch.from_numpy(parameter.numeric) if found is None else found


def _attend(block: Attention, x: Any, weights: Weights) -> Any:
    parts = (block.matrix.W_Q, block.matrix.W_K, block.W_V)
    Q, K, V = ((x @ _weight(part, weights))[None] for part in parts)
    return functional.scaled_dot_product_attention(Q, K, V, scale=1.0)[0]


def _feed(block: FeedForward, x: Any, weights: Weights) -> Any:
    W_1, b_1, W_2, b_2 = (_weight(p, weights) for p in (block.W1, block.b1, block.W2, block.b2))
    return x + functional.linear(torch.relu(functional.linear(x, W_1, b_1)), W_2, b_2)


def _flow(block: FlowMatching, flow: Any, condition: Any, weights: Weights) -> Any:
    step_1, step_3, c = block.modulation, block.output, block.width
    slices = functional.linear(
        condition + float(block.time), _weight(step_1.W, weights).T, _weight(step_1.b, weights)
    )
    alpha_1, alpha_2, beta_1, beta_2, gamma_1, gamma_2 = slices.chunk(6, dim=-1)
    norm = torch.nn.LayerNorm(c, eps=float(block.epsilon), elementwise_affine=False)
    inner = _attend(block.attention, torch.addcmul(beta_1, gamma_1, norm(flow)), weights) * alpha_1
    hidden = torch.addcmul(beta_2, gamma_2, norm(inner))
    made = functional.linear(hidden, _weight(step_3.W, weights).T, _weight(step_3.b, weights))
    return made * alpha_2


def _maps(x: Any, sizes: Sequence[tuple[int, int]]) -> list[Any]:
    parts = x.split([height * width for height, width in sizes])
    return [_folded(part, size) for part, size in zip(parts, sizes, strict=True)]


def _folded(rows: Any, size: Sequence[int]) -> Any:
    return rows.T.reshape(1, -1, *size)


def _rows(one: Any) -> Any:
    return one[0].flatten(1).T


def _enlarged(one: Any, size: tuple[int, int]) -> Any:
    return functional.interpolate(one, size=size, mode="bicubic")
