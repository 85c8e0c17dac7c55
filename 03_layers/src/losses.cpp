#include "losses.h"

#include <gradus/common/error.h>
#include <gradus/layers/losses.h>
#include <gradus/tensor_autograd/choose.h>
#include <gradus/tensor_autograd/index_ops.h>

namespace gradus::nn {

Tensor huber_loss(const Tensor& input, const Tensor& target, const HuberOptions& options) {
  const double delta = options.delta;
  if (!(delta > 0)) fail("huber_loss: delta must be positive, not ", delta);
  const Tensor distance = abs(difference("huber_loss", input, target));
  // exercise: losses/huber
  //| d^2 / 2 where the distance d is at most delta; a straight line beyond it that begins where the parabola ends, with
  //| the same slope. where(condition, a, b) chooses, element by element. Then reduced(losses, options.reduction).
  const Tensor parabola = distance * distance * 0.5, line = delta * (distance - delta / 2);
  return reduced(where(distance <= delta, parabola, line), options.reduction);
  // end exercise
}

Tensor binary_cross_entropy_with_logits(const Tensor& logits, const Tensor& targets,
                                        const BCEWithLogitsOptions& options) {
  check_same("binary_cross_entropy_with_logits", logits, targets);
  Tensor yes, no;  // the losses where the answer is yes, and where it is no
  // exercise: losses/bce
  //| With z = logits and s = sigmoid(z): yes = -log s = log(1 + e^-z), and no = -log(1 - s) = z + log(1 + e^-z). But e^-z
  //| overflows for very negative z. With m = max(-z, 0), log(1 + e^-z) = m + log(e^-m + e^(-z - m)): no exponent is
  //| positive. In `no`, add m to z first, so that they cancel before anything is rounded. The value of m cancels, so it
  //| needs no gradient: z.detach() is z outside the graph.
  const Tensor m = relu(-logits.detach());
  const Tensor rest = log(exp(-m) + exp(-logits - m));
  yes = m + rest;
  no = (logits + m) + rest;
  // end exercise
  if (options.pos_weight.defined()) yes = yes * options.pos_weight;
  Tensor losses = targets * yes + (1 - targets) * no;
  if (options.weight.defined()) losses = losses * options.weight;
  return reduced(losses, options.reduction);
}

Tensor multi_margin_loss(const Tensor& scores, const Tensor& labels,
                         const MultiMarginOptions& options) {
  const LabelledRows rows("multi_margin_loss", scores, labels, options.weight);
  const double margin = options.margin, classes = static_cast<double>(scores.size(1));
  const int p = options.p;
  if (p != 1 && p != 2) fail("multi_margin_loss: p is 1 or 2, not ", p);
  const Tensor right = gather(scores, 1, unsqueeze(labels, 1));
  Tensor losses;
  // exercise: losses/multi-margin
  //| The loss of a row: the sum over all classes c but the right one of max(0, margin - right + x_c)^p, divided by
  //| `classes`. `right` is [N, 1], the score of each row's right class. In a sum over all classes that one stands, too:
  //| what does it contribute? p is 1 or 2.
  const Tensor over = relu(scores - right + margin);
  const Tensor powers = p == 1 ? over : over * over;
  losses = (sum(powers, {1}) - (p == 1 ? margin : margin * margin)) / classes;
  // end exercise
  return reduced(losses * rows.weight, options.reduction);
}

}  // namespace gradus::nn
