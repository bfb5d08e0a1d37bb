using LlmPolicy.Exchanges;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt;

/// <summary>A request's tokens as the providers of one stage look at them: each is read once, however many of them there are.</summary>
internal sealed class TokenReading
{
    // A request's own would be half of what a known token's decision allocates.
    [ThreadStatic]
    private static TokenReading? _spare;

    private readonly List<FoundToken> _tokens = [];
    private Exchange? _exchange;
    private (ReadOnlyMemory<char> Text, JwtStatus? Status, JwtToken Token) _read;

    public static TokenReading Begin(Exchange exchange)
    {
        var reading = _spare ?? new TokenReading();
        _spare = null;
        reading._exchange = exchange;
        return reading;
    }

    /// <summary>Forgets the tokens. Nothing may hold on to the reading any more.</summary>
    public void End()
    {
        _exchange = null;
        _tokens.Clear();
        _read = default;
        _spare = this;
    }

    /// <summary>The tokens at some places, in the order of the places; good until the next call.</summary>
    public IReadOnlyList<FoundToken> Find(ITokenLocation[] locations)
    {
        _tokens.Clear();
        foreach (var location in locations)
        {
            location.Find(_exchange!, _tokens);
        }

        return _tokens;
    }

    /// <summary>Reads a token.</summary>
    public JwtStatus Read(ReadOnlyMemory<char> text, IReadOnlySet<string> laxRules, out JwtToken token)
    {
        if (_read.Status is null || !_read.Text.Equals(text))
        {
            _read = (text, JwtReader.Read(text, laxRules, out var read), read);
        }

        token = _read.Token;
        return _read.Status!;
    }
}
