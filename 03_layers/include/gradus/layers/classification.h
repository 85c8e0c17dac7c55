#pragma once
#include <gradus/layers/measuring.h>

#include <ostream>
#include <span>
#include <string>
#include <vector>

namespace gradus::nn {

/// The part of the rows of `scores` [N, C] whose label is among the k classes with the largest
/// scores; of equal scores, the first class counts as larger. From 0 to 1.
/// @param labels [N], int64
/// @param k from 1 to C
/// @throws Error when there is no row, or sizes do not fit
double top_k_accuracy(const Tensor& scores, const Tensor& labels, Index k);

/// The classes that the network `model` holds for the most likely ones, for each sample: in
/// evaluation mode, without a graph.
/// @param batch_size how many samples it sees at a time
std::vector<Index> predict(Module& model, const data::Dataset& dataset, Index batch_size = 1000);

/// How often samples of each class were taken for each class.
class ConfusionMatrix {
 public:
  /// @throws Error unless there is a class
  explicit ConfusionMatrix(Index classes);
  /// Counts the samples of the data set `images`. `predicted` are the classes they were taken for.
  /// @throws Error when the numbers of samples differ, or a class is out of range
  ConfusionMatrix(const data::ImageDataset& images, std::span<const Index> predicted);

  /// Counts a sample of class `right` that was taken for `guessed`.
  /// @throws Error for classes out of range
  void add(Index right, Index guessed);
  /// How many samples of class `right` were taken for `guessed`.
  Index count(Index right, Index guessed) const;
  /// How many classes there are.
  Index classes() const { return classes_; }
  /// How many samples of a class were counted.
  /// @param label the class
  Index samples(Index label) const;

  /// The part of all samples that is right. 0 without samples, as all that follow.
  double accuracy() const;
  /// Of what was taken for the class, the part that belongs to it. 0 when there is none.
  /// @param label the class
  double precision(Index label) const;
  /// Of what belongs to the class, the part that was found. 0 when there is none.
  /// @param label the class
  double recall(Index label) const;
  /// The harmonic mean of precision and recall: 2 p r / (p + r). 0 when both are.
  /// @param label the class
  double f1(Index label) const;

 private:
  void check(Index label, const char* what) const;
  Index classes_;
  std::vector<Index> counts_;  // row: right, column: guessed
};

/// The counts, a row for each true class, a column for each guess.
std::ostream& operator<<(std::ostream& out, const ConfusionMatrix& matrix);

/// A table of samples, precision, recall and F1 of each class, and their plain means.
/// @param matrix what was counted
std::string classification_report(const ConfusionMatrix& matrix);

}  // namespace gradus::nn
