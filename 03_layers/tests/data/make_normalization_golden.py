#!/usr/bin/env python3
"""Writes normalization.json with PyTorch: batch normalisation over four steps of training and one of evaluation, and layer
normalisation; values, gradients for random upstream gradients, and running statistics, in float64."""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(5)


def rounded(tensor):
    return [float(f"{x:.14g}") for x in tensor.flatten().tolist()]


def batch_norm(shape, **settings):
    layer = torch.nn.BatchNorm1d(shape[1], **settings)
    if layer.affine:
        layer.weight.data = torch.randn(shape[1])
        layer.bias.data = torch.randn(shape[1])
    result = {"shape": list(shape), "steps": []}
    if layer.affine:
        result.update(weight=rounded(layer.weight), bias=rounded(layer.bias))
    for step in range(5):
        layer.train(step < 4)
        x = (2 * torch.randn(shape) + 1).requires_grad_()
        upstream = torch.randn(shape)
        layer.zero_grad()
        y = layer(x)
        y.backward(upstream)
        entry = {"x": rounded(x), "upstream": rounded(upstream), "y": rounded(y), "dx": rounded(x.grad),
                 "running_mean": rounded(layer.running_mean), "running_var": rounded(layer.running_var),
                 "num_batches_tracked": layer.num_batches_tracked.item()}
        if layer.affine:
            entry.update(dweight=rounded(layer.weight.grad), dbias=rounded(layer.bias.grad))
        result["steps"].append(entry)
    return result


def layer_norm(shape, normalized, **settings):
    layer = torch.nn.LayerNorm(normalized, **settings)
    result = {"shape": list(shape), "normalized": list(normalized)}
    if layer.elementwise_affine:
        layer.weight.data = torch.randn(normalized)
        layer.bias.data = torch.randn(normalized)
        result.update(weight=rounded(layer.weight), bias=rounded(layer.bias))
    x = (2 * torch.randn(shape) + 1).requires_grad_()
    upstream = torch.randn(shape)
    y = layer(x)
    y.backward(upstream)
    result.update(x=rounded(x), upstream=rounded(upstream), y=rounded(y), dx=rounded(x.grad))
    if layer.elementwise_affine:
        result.update(dweight=rounded(layer.weight.grad), dbias=rounded(layer.bias.grad))
    return result


content = {
    "batch_norm": {
        "ordinary": batch_norm((4, 3)),
        "other settings": batch_norm((3, 2, 2), eps=0.1, momentum=0.3),
        "no affine": batch_norm((3, 2), affine=False),
    },
    "layer_norm": {
        "ordinary": layer_norm((3, 4), (4,)),
        "two axes": layer_norm((2, 2, 3), (2, 3), eps=0.1),
        "no affine": layer_norm((2, 3), (3,), elementwise_affine=False),
    },
}
path = pathlib.Path(__file__).parent / "normalization.json"
path.write_text(json.dumps(content).replace('{"x"', '\n {"x"') + "\n")
