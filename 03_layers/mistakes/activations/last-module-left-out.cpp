// mistake: last-module-left-out
// region: activations/sequential
// message: the last module was left out
Tensor x = input;
for (std::size_t i = 0; i + 1 < parts_.size(); ++i) x = parts_[i]->forward(x);
return x;
