// mistake: stairs-one-late
// region: schedules/step-lr
// message: each stair begins one step too late
return base_lr * std::pow(gamma_, static_cast<double>(step > 0 ? (step - 1) / step_size_ : 0));
