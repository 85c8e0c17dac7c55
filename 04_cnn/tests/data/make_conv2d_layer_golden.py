#!/usr/bin/env python3
"""Writes conv2d_layer.json with PyTorch: layers of several settings, and Conv2d, Flatten, Linear in a row, with given
weights: outputs and all gradients for a random upstream gradient, in float64."""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(11)
LAYERS = {
    "plain": ((2, 3, 3), {}, (2, 2, 5, 4)),
    "square": ((2, 3, 2), {"stride": 2, "padding": 1}, (2, 2, 5, 4)),
    "same": ((2, 4, (3, 2)), {"padding": "same", "groups": 2, "bias": False}, (1, 2, 4, 3)),
    "all": ((4, 2, (2, 3)), {"stride": (1, 2), "padding": (2, 1), "dilation": (3, 1), "groups": 2}, (2, 4, 3, 5)),
}


def rounded(tensor):
    return [float(f"{x:.14g}") for x in tensor.flatten().tolist()]


def results(module, images):
    images.requires_grad_()
    y = module(images)
    upstream = torch.randn_like(y)
    y.backward(upstream)
    entry = {"x": rounded(images), "y": rounded(y), "upstream": rounded(upstream), "dx": rounded(images.grad)}
    for name, parameter in module.named_parameters():
        entry[name] = rounded(parameter)
        entry["d" + name] = rounded(parameter.grad)
    return entry


content = {}
for name, (sizes, options, images) in LAYERS.items():
    content[name] = results(torch.nn.Conv2d(*sizes, **options), torch.randn(images))
network = torch.nn.Sequential(torch.nn.Conv2d(1, 3, 3), torch.nn.Flatten(), torch.nn.Linear(18, 2))
content["network"] = results(network, torch.randn(2, 1, 5, 4))
path = pathlib.Path(__file__).parent / "conv2d_layer.json"
path.write_text(json.dumps(content).replace('}, "', '},\n "') + "\n")
