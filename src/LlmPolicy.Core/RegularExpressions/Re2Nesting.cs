namespace LlmPolicy.RegularExpressions;

/// <summary>
/// How deep groups and repetitions stand inside each other. RE2 copies what is repeated, so it bounds the product; Gloo, which reads a pattern
/// before Envoy does, bounds the depth.
/// </summary>
internal sealed class Re2Nesting
{
    public const int MaxDepth = 1000;
    public const int MaxRepetitions = 1000;

    /// <summary>For each group that is open, how often the most repeated of its parts stands there so far.</summary>
    private readonly Stack<int> _open = new([1]);

    /// <summary>The same for the part that a quantifier here would repeat.</summary>
    private int _last = 1;

    /// <summary>How many groups are open.</summary>
    public int Depth => _open.Count - 1;

    public string? Open()
    {
        _open.Push(1);
        _last = 1;
        return _open.Count > MaxDepth + 1 ? $"more than {MaxDepth} groups inside each other" : null;
    }

    public void Close()
    {
        // What is closed too often is .NET's to refuse.
        _last = _open.Count > 1 ? _open.Pop() : 1;
        Count();
    }

    public void Add()
    {
        _last = 1;
        Count();
    }

    /// <summary>A quantifier <c>{min,max}</c>.</summary>
    /// <param name="times">Its <c>max</c>, or without one its <c>min</c>.</param>
    public string? Repeat(int times)
    {
        _last *= Math.Max(times, 1);
        Count();
        return _last > MaxRepetitions ? $"more than {MaxRepetitions} repetitions" : null;
    }

    private void Count() => _open.Push(Math.Max(_open.Pop(), _last));
}
