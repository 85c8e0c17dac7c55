#include <gradus/common/error.h>
#include <gradus/layers/classification.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/index_ops.h>
#include <gradus/tensor_autograd/math.h>

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace gradus::nn {
namespace {

double part(Index some, Index all) {
  return all == 0 ? 0 : static_cast<double>(some) / static_cast<double>(all);
}

}  // namespace

double top_k_accuracy(const Tensor& scores, const Tensor& labels, Index k) {
  if (scores.dim() != 2 || labels.dim() != 1 || scores.size(0) != labels.size(0) ||
      scores.size(0) == 0)
    fail("top_k_accuracy: expected scores [N, C] and labels [N], N at least 1, not ",
         scores.shape(), " and ", labels.shape());
  if (k < 1 || k > scores.size(1))
    fail("top_k_accuracy: k must be from 1 to the ", scores.size(1), " classes, not ", k);
  const NoGrad guard;
  const Tensor best = to(topk(scores, k, 1).indices, cpu), truth = to(labels, cpu);
  const View<std::int64_t> guessed(best.array()), right(truth.array());
  Index found = 0;
  // exercise: measuring/top-k
  //| guessed(i, 0) to guessed(i, k - 1) are the k classes with the largest scores in row i, right(i) is the true one. In
  //| how many rows is the true class among the k?
  for (Index i = 0; i < best.size(0); ++i)
    for (Index j = 0; j < k; ++j) found += guessed(i, j) == right(i);
  // end exercise
  return part(found, best.size(0));
}

std::vector<Index> predict(Module& model, const data::Dataset& dataset, Index batch_size) {
  const EvalMode mode(model);
  const NoGrad guard;
  std::vector<Index> predicted;
  const data::DataLoader loader(dataset, {.batch_size = batch_size, .device = model.device()});
  for (const data::Batch& batch : loader.epoch(0))
    for (double guess : argmax(model(batch.inputs), 1).to_vector())
      predicted.push_back(static_cast<Index>(guess));
  return predicted;
}

ConfusionMatrix::ConfusionMatrix(Index classes) : classes_(classes) {
  if (classes < 1) fail("confusion matrix: there must be a class, not ", classes);
  counts_.resize(static_cast<std::size_t>(classes * classes));
}

ConfusionMatrix::ConfusionMatrix(const data::ImageDataset& images, std::span<const Index> predicted)
    : ConfusionMatrix(images.classes()) {
  if (static_cast<Index>(predicted.size()) != images.size())
    fail("confusion matrix: ", predicted.size(), " predictions for ", images.size(), " images");
  for (Index i = 0; i < images.size(); ++i)
    add(images.label(i), predicted[static_cast<std::size_t>(i)]);
}

void ConfusionMatrix::check(Index label, const char* what) const {
  if (label < 0 || label >= classes_)
    fail("confusion matrix: ", what, " ", label, " is not from 0 to ", classes_ - 1);
}

void ConfusionMatrix::add(Index right, Index guessed) {
  check(right, "class");
  check(guessed, "guess");
  ++counts_[static_cast<std::size_t>(right * classes_ + guessed)];
}

Index ConfusionMatrix::count(Index right, Index guessed) const {
  check(right, "class");
  check(guessed, "guess");
  return counts_[static_cast<std::size_t>(right * classes_ + guessed)];
}

Index ConfusionMatrix::samples(Index label) const {
  Index sum = 0;
  for (Index guessed = 0; guessed < classes_; ++guessed) sum += count(label, guessed);
  return sum;
}

double ConfusionMatrix::accuracy() const {
  Index right = 0, all = 0;
  for (Index label = 0; label < classes_; ++label) {
    right += count(label, label);
    all += samples(label);
  }
  return part(right, all);
}

double ConfusionMatrix::precision(Index label) const {
  Index taken_for_it = 0;
  for (Index right = 0; right < classes_; ++right) taken_for_it += count(right, label);
  return part(count(label, label), taken_for_it);
}

double ConfusionMatrix::recall(Index label) const {
  return part(count(label, label), samples(label));
}

double ConfusionMatrix::f1(Index label) const {
  const double p = precision(label), r = recall(label);
  if (p + r == 0) return 0;
  // exercise: measuring/f1
  //| The harmonic mean of precision p and recall r: it is only large when both are.
  return 2 * p * r / (p + r);
  // end exercise
}

std::ostream& operator<<(std::ostream& out, const ConfusionMatrix& matrix) {
  Index most = matrix.classes() - 1;
  for (Index right = 0; right < matrix.classes(); ++right)
    for (Index guessed = 0; guessed < matrix.classes(); ++guessed)
      most = std::max(most, matrix.count(right, guessed));
  const int width = static_cast<int>(std::to_string(most).size()) + 2;
  const auto number = [&](Index value) -> std::ostream& {
    return out << std::setw(width) << value;
  };
  out << "class";
  for (Index guessed = 0; guessed < matrix.classes(); ++guessed) number(guessed);
  out << "  (taken for)\n";
  for (Index right = 0; right < matrix.classes(); ++right) {
    out << std::setw(5) << right;
    for (Index guessed = 0; guessed < matrix.classes(); ++guessed)
      number(matrix.count(right, guessed));
    out << '\n';
  }
  return out;
}

std::string classification_report(const ConfusionMatrix& matrix) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(4);
  const auto row = [&](const std::string& name, Index samples, double precision, double recall,
                       double f1) {
    out << std::setw(5) << name << std::setw(9) << samples << std::setw(11) << precision
        << std::setw(8) << recall << std::setw(8) << f1 << '\n';
  };
  out << "class  samples  precision  recall      F1\n";
  Index samples = 0;
  double precision = 0, recall = 0, f1 = 0;
  for (Index label = 0; label < matrix.classes(); ++label) {
    row(std::to_string(label), matrix.samples(label), matrix.precision(label), matrix.recall(label),
        matrix.f1(label));
    samples += matrix.samples(label);
    precision += matrix.precision(label);
    recall += matrix.recall(label);
    f1 += matrix.f1(label);
  }
  const auto classes = static_cast<double>(matrix.classes());
  row("mean", samples, precision / classes, recall / classes, f1 / classes);
  out << "accuracy " << matrix.accuracy() << '\n';
  return out.str();
}

}  // namespace gradus::nn
