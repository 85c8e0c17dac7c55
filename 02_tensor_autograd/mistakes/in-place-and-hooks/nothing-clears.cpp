// mistake: nothing-clears
// region: in-place-and-hooks/run-hook
// message: a hook that gives nothing back only wants to look
      gradient = (*hook.call)(gradient);
      if (gradient.defined()) check_replacement(gradient, gradient);
