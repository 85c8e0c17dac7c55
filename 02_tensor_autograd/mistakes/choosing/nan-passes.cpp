// mistake: nan-passes
// region: choosing/clamp
// message: ask whether x is inside, not outside
                        if (min) g = where(x < *min, 0.0, g);
                        if (max) g = where(x > *max, 0.0, g);
