namespace LlmPolicy.RegularExpressions;

/// <summary>RE2's flags as they stand at a place of a pattern: a group's end takes back what was set inside it.</summary>
internal sealed class Re2Flags
{
    private readonly Stack<(bool DotAll, bool Multiline, bool Swapped, bool AnyCase)> _outer = [];
    private (bool DotAll, bool Multiline, bool Swapped, bool AnyCase) _now;

    /// <summary><c>s</c>: a dot is any character.</summary>
    public bool DotAll => _now.DotAll;

    /// <summary><c>m</c>: <c>^</c> and <c>$</c> stand at lines.</summary>
    public bool Multiline => _now.Multiline;

    /// <summary><c>U</c>: what is greedy is not, and the other way round.</summary>
    public bool Swapped => _now.Swapped;

    /// <summary><c>i</c>.</summary>
    public bool AnyCase => _now.AnyCase;

    public void Open() => _outer.Push(_now);

    public void Close() => _now = _outer.TryPop(out var outer) ? outer : _now;

    /// <summary>Sets flags such as <c>is-U</c>; false for what is none.</summary>
    public bool TrySet(ReadOnlySpan<char> flags)
    {
        bool on = true;
        for (int i = 0; i < flags.Length; i++)
        {
            switch (flags[i])
            {
                case 's':
                    _now.DotAll = on;
                    break;
                case 'm':
                    _now.Multiline = on;
                    break;
                case 'U':
                    _now.Swapped = on;
                    break;
                case 'i':
                    _now.AnyCase = on;
                    break;
                case '-' when on && i + 1 < flags.Length:
                    on = false;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>For .NET, which knows <c>i</c> as RE2 does: the rest is written out where it counts.</summary>
    public string Case => _now.AnyCase ? "i" : "-i";
}
