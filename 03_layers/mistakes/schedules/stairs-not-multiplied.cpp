// mistake: stairs-not-multiplied
// region: schedules/step-lr
// message: each stair is gamma times the one before
return step < step_size_ ? base_lr : base_lr * gamma_;
