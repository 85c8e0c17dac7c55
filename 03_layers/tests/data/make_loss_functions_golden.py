#!/usr/bin/env python3
"""Writes loss_functions.json with PyTorch: each loss in each reduction and with its settings; values and gradients for a random
upstream gradient, in float64."""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(11)
F = torch.nn.functional
ROWS, CLASSES = 4, 3
LABELS = torch.tensor([2, 0, 1, 2])
SOME_IGNORED = torch.tensor([2, -100, 1, -100])
WEIGHT = torch.tensor([0.5, 2.0, 1.5])
SCORES = 2 * torch.randn(ROWS, CLASSES)
NUMBERS = torch.randn(ROWS, CLASSES)
QUESTIONS = torch.tensor([[0.0, 1, 0.25], [1, 1, 0], [0, 0, 1], [0.5, 1, 0]])

LOSSES = {
    "mse": lambda x, r: F.mse_loss(x, NUMBERS, reduction=r),
    "l1": lambda x, r: F.l1_loss(x, NUMBERS, reduction=r),
    "huber": lambda x, r: F.huber_loss(x, NUMBERS, reduction=r),
    "huber delta 0.5": lambda x, r: F.huber_loss(x, NUMBERS, reduction=r, delta=0.5),
    "nll": lambda x, r: F.nll_loss(x, LABELS, reduction=r),
    "nll weight": lambda x, r: F.nll_loss(x, LABELS, weight=WEIGHT, reduction=r),
    "nll ignored": lambda x, r: F.nll_loss(x, SOME_IGNORED, weight=WEIGHT, reduction=r),
    "cross_entropy": lambda x, r: F.cross_entropy(x, LABELS, reduction=r),
    "cross_entropy ignored": lambda x, r: F.cross_entropy(x, SOME_IGNORED, reduction=r),
    "cross_entropy weight": lambda x, r: F.cross_entropy(x, LABELS, weight=WEIGHT, reduction=r),
    "cross_entropy smoothing": lambda x, r: F.cross_entropy(x, LABELS, reduction=r, label_smoothing=0.2),
    "cross_entropy all": lambda x, r: F.cross_entropy(x, SOME_IGNORED, weight=WEIGHT, reduction=r, label_smoothing=0.3),
    "bce": lambda x, r: F.binary_cross_entropy_with_logits(x, QUESTIONS, reduction=r),
    "bce weights": lambda x, r: F.binary_cross_entropy_with_logits(x, QUESTIONS, weight=NUMBERS.abs(), reduction=r, pos_weight=WEIGHT),
    "multi_margin": lambda x, r: F.multi_margin_loss(x, LABELS, reduction=r),
    "multi_margin p 2": lambda x, r: F.multi_margin_loss(x, LABELS, p=2, margin=0.7, weight=WEIGHT, reduction=r),
}


def rounded(tensor):
    return [float(f"{x:.14g}") for x in tensor.flatten().tolist()]


content = {"scores": rounded(SCORES), "numbers": rounded(NUMBERS), "questions": rounded(QUESTIONS), "losses": {}}
for name, function in LOSSES.items():
    entry = {}
    for reduction in ("mean", "sum", "none"):
        x = SCORES.clone().requires_grad_()
        loss = function(x, reduction)
        upstream = torch.randn(loss.shape)
        loss.backward(upstream)
        entry[reduction] = {"loss": rounded(loss), "upstream": rounded(upstream), "gradient": rounded(x.grad)}
    content["losses"][name] = entry
path = pathlib.Path(__file__).parent / "loss_functions.json"
path.write_text(json.dumps(content).replace('}}, "', '}},\n "') + "\n")
