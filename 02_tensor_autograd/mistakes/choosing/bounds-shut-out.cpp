// mistake: bounds-shut-out
// region: choosing/clamp
// message: x is still the result: the gradient passes
                        if (min) g = where(x > *min, g, 0.0);
                        if (max) g = where(x < *max, g, 0.0);
