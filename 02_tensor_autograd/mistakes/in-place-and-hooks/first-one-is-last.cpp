// mistake: first-one-is-last
// region: in-place-and-hooks/run-hook
// message: a hook that replaces the gradient is not the last one
      const Tensor replacement = (*hook.call)(gradient);
      if (replacement.defined()) {
        check_replacement(replacement, gradient);
        return replacement;
      }
