#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/layers/dropout.h>
#include <gradus/layers/mask_formula.h>

#include <algorithm>

namespace gradus {
namespace {

void infer_dropout_mask(const Operation& op, Inputs inputs, const Attributes&,
                        OutputSpecs& outputs) {
  const Array &x = *inputs[0], &step = *inputs[1];
  if (step.rank() != 0 || !(step.dtype == int64))
    fail(op.name(), ": the step is one int64 number, not ", step.shape(), " ", step.dtype);
  outputs.push_back({x.shape(), contiguous_strides(x.shape()), x.dtype});
}

template <class T>
void dropout_mask_kernel(const KernelCall& call) {
  const auto& settings = call.attributes.as<DropoutAttributes>();
  const RandomStream stream =
      settings.stream.at_step(static_cast<std::uint64_t>(*call.in(1).data<std::int64_t>()));
  const auto p = static_cast<float>(settings.p);
  T* mask = call.out().data<T>();
  const Index count = call.out().numel();
  // Four neighbouring elements share one block of random bits.
  parallel_for(0, (count + 3) / 4, 1024, [=](Index begin, Index end) {
    for (Index block = begin; block < end; ++block) {
      const auto words = stream.block(static_cast<std::uint64_t>(block));
      const Index last = std::min<Index>(4, count - 4 * block);
      for (Index i = 0; i < last; ++i)
        mask[4 * block + i] = formulas::mask_element<T>(words[static_cast<std::size_t>(i)], p);
    }
  });
}

}  // namespace

namespace ops {
Operation dropout_mask("dropout_mask", infer_dropout_mask,
                       {{cpu, float32, "philox", dropout_mask_kernel<float>},
                        {cpu, float64, "philox", dropout_mask_kernel<double>}});
}  // namespace ops

}  // namespace gradus
