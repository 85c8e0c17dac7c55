#!/usr/bin/env python3
"""Writes convolution.json with PyTorch: conv2d and its three gradients for a random upstream gradient, in float64. All inputs are
small whole numbers, so every result is exact."""
import json
import pathlib

import torch

torch.manual_seed(4)
F = torch.nn.functional

# name: images, weight, settings
CASES = {
    "3 x 3": ([2, 3, 5, 6], [4, 3, 3, 3], {}),
    "3 x 3 padding 1": ([2, 2, 4, 5], [3, 2, 3, 3], {"padding": [1, 1]}),
    "1 x 1": ([2, 3, 3, 2], [2, 3, 1, 1], {}),
    "stride": ([2, 2, 7, 8], [3, 2, 3, 2], {"stride": [2, 3]}),
    "stride that leaves rows over": ([1, 2, 8, 6], [2, 2, 3, 3], {"stride": [3, 2], "padding": [1, 0]}),
    "stride above the kernel": ([1, 2, 7, 7], [2, 2, 2, 1], {"stride": [3, 2]}),
    "padding above the kernel": ([1, 1, 3, 3], [2, 1, 2, 2], {"padding": [2, 3]}),
    "even kernel": ([2, 1, 5, 5], [2, 1, 4, 2], {"padding": [2, 1]}),
    "dilation": ([1, 2, 7, 8], [2, 2, 3, 2], {"dilation": [2, 3]}),
    "dilation and stride": ([2, 1, 8, 9], [2, 1, 2, 3], {"dilation": [3, 2], "stride": [2, 4], "padding": [1, 2]}),
    "groups": ([2, 4, 4, 3], [6, 2, 2, 2], {"groups": 2}),
    "depthwise": ([1, 3, 5, 4], [3, 1, 3, 3], {"groups": 3, "padding": [1, 1], "stride": [2, 1]}),
    "one column": ([2, 2, 6, 1], [2, 2, 3, 1], {"padding": [1, 0]}),
    "same": ([1, 2, 4, 5], [2, 2, 3, 5], {"same": 1}),
    "same, even": ([2, 1, 4, 5], [2, 1, 2, 4], {"same": 1}),
    "same, even, dilation": ([1, 1, 5, 7], [2, 1, 2, 4], {"same": 1, "dilation": [3, 2]}),
    "one image alone": ([2, 5, 4], [3, 2, 3, 2], {"padding": [1, 0]}),
}


def whole(shape):
    return torch.randint(-9, 10, shape).double()


def listed(tensor):
    return [int(x) for x in tensor.flatten().tolist()]


content = {}
for name, (images, weight, settings) in CASES.items():
    for bias in (False, True):
        x, w = whole(images).requires_grad_(), whole(weight).requires_grad_()
        b = whole([weight[0]]).requires_grad_() if bias else None
        out = F.conv2d(x, w, b, stride=settings.get("stride", 1), dilation=settings.get("dilation", 1), groups=settings.get("groups", 1),
                       padding="same" if "same" in settings else settings.get("padding", 0))
        upstream = whole(out.shape)
        out.backward(upstream)
        entry = {"images shape": images, "weight shape": weight, "out shape": list(out.shape)}
        entry |= {"stride": [1, 1], "padding": [0, 0], "dilation": [1, 1], "groups": 1, "same": 0} | settings
        entry |= {"images": listed(x.detach()), "weight": listed(w.detach()), "bias": listed(b.detach()) if bias else [],
                  "out": listed(out.detach()), "upstream": listed(upstream), "images gradient": listed(x.grad),
                  "weight gradient": listed(w.grad), "bias gradient": listed(b.grad) if bias else []}
        content[name + (", bias" if bias else "")] = entry
path = pathlib.Path(__file__).parent / "convolution.json"
path.write_text(json.dumps(content, separators=(",", ":")).replace('}},"', '}},\n"').replace('},"', '},\n"') + "\n")
