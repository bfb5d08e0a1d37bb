namespace LlmPolicy.Benchmarks.Gateway.Load;

/// <summary>The tokens of one load, in turn, for all of its connections.</summary>
internal sealed class TokenTurns(Tokens tokens)
{
    private int _next = tokens.Next - 1;

    public string Next() => tokens.Lines[(int)((uint)Interlocked.Increment(ref _next) % (uint)tokens.Lines.Count)];
}
