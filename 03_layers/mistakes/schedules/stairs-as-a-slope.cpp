// mistake: stairs-as-a-slope
// region: schedules/step-lr
// message: a slope instead of stairs
return base_lr * std::pow(gamma_, static_cast<double>(step) / static_cast<double>(step_size_));
