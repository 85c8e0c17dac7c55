// mistake: nothing-clears
// region: in-place-and-hooks/run-hook
// message: a hook that gives nothing back only wants to look
      const Tensor replacement = (*hook.call)(gradient);
      if (replacement.defined()) check_replacement(replacement, gradient);
      gradient = replacement;
