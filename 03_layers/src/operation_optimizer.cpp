#include <gradus/common/error.h>
#include <gradus/layers/operation_optimizer.h>
#include <gradus/tensor_autograd/view_ops.h>

namespace gradus::optim {

void OperationOptimizer::add_group(std::vector<Tensor> parameters, double lr,
                                   const Attributes& attributes) {
  const std::vector<Tensor>& known = rows_.empty() ? parameters : this->parameters();
  const Device device = known.empty() ? cpu : known[0].device();
  for (const Tensor& parameter : parameters)
    if (!(parameter.device() == device))
      fail("optimizer: a parameter ", parameter.shape(), " lies on ", parameter.device(),
           ", the first one on ", device, "; give each device an optimizer of its own");
  Optimizer::add_group(std::move(parameters), lr);
  attributes_.push_back(attributes);
  const std::size_t count = this->parameters().size();
  settings_ = Array::empty({static_cast<Index>(count), width_}, float64, device);
  next_.resize(count * static_cast<std::size_t>(width_));
  written_.clear();
  rows_.clear();
  for (std::size_t i = 0; i < count; ++i)
    rows_.push_back(settings_.with(views::select(settings_.layout, 0, static_cast<Index>(i))));
  arrays_.resize(count);
  calls_.reserve(count);
}

void OperationOptimizer::prepare_step() {
  calls_.clear();
  for_each_gradient([&](std::size_t i, std::size_t group, const Array& p, const Array& gradient) {
    write_settings(i, group, &next_[i * static_cast<std::size_t>(width_)]);
    Remembered state;
    remembered(i, state);
    Arrays& arrays = arrays_[i] = {};
    for (const Array* in : {&p, &gradient, static_cast<const Array*>(&rows_[i])})
      arrays.in.push_back(in);
    arrays.out.push_back(&p);
    for (const Array* array : state) {
      arrays.in.push_back(array);
      arrays.out.push_back(array);
    }
    calls_.push_back({{arrays.in.begin(), arrays.in.end()},
                      {arrays.out.begin(), arrays.out.end()},
                      attributes_[group]});
  });
  if (next_ == written_) return;
  info(settings_.device())
      .copy_from_cpu(settings_.storage->data(), next_.data(), next_.size() * sizeof(double));
  written_ = next_;
}

void OperationOptimizer::run_step() { run_all_into(operation_, calls_); }

void OperationOptimizer::step() {
  prepare_step();
  run_step();
}

}  // namespace gradus::optim
