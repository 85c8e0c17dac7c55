// mistake: not-checked
// region: in-place-and-hooks/run-hook
// message: a gradient of another shape must not go on
      const Tensor replacement = (*hook.call)(gradient);
      if (replacement.defined()) gradient = replacement;
