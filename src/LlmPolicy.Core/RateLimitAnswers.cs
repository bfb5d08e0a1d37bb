namespace LlmPolicy;

/// <summary>
/// What rate limits said of one request so far. Who asks the same again gets the same answer, so that a request counts once however often it is evaluated. Immutable.
/// </summary>
public sealed class RateLimitAnswers
{
    private readonly (string Option, RateLimitRequest Request, RateLimitResponse? Response)[] _responses;
    private readonly (LocalRateLimit Limit, bool Fits)[] _local;

    private RateLimitAnswers(
        bool areCounted, (string Option, RateLimitRequest Request, RateLimitResponse? Response)[] responses, (LocalRateLimit Limit, bool Fits)[] local) =>
        (AreCounted, _responses, _local) = (areCounted, responses, local);

    /// <summary>Nothing was asked so far: a decision that depends on it asks.</summary>
    public static RateLimitAnswers None { get; } = new(true, [], []);

    /// <summary>Nothing is asked, and nothing counts: for who only wants to know what a decision would be. A request passes then what would count it.</summary>
    public static RateLimitAnswers Uncounted { get; } = new(false, [], []);

    /// <summary>Whether a decision asks for what is not known yet.</summary>
    public bool AreCounted { get; }

    /// <summary>Whether nothing was asked so far.</summary>
    public bool IsEmpty => _responses.Length + _local.Length == 0;

    /// <summary>The same answers with one more.</summary>
    /// <param name="need">What was asked.</param>
    /// <param name="response">The answer; null where there was none.</param>
    public RateLimitAnswers With(RateLimitNeed need, RateLimitResponse? response)
    {
        ArgumentNullException.ThrowIfNull(need);
        return new(AreCounted, [.. _responses, (need.Option, need.Request, response)], _local);
    }

    /// <summary>The same answers with one more.</summary>
    /// <param name="need">What was asked.</param>
    /// <param name="fits">Whether there was a token.</param>
    public RateLimitAnswers WithTaken(LocalRateLimitNeed need, bool fits)
    {
        ArgumentNullException.ThrowIfNull(need);
        return new(AreCounted, _responses, [.. _local, (need.Limit, fits)]);
    }

    /// <summary>The same answers, and what is not known of is not asked: for a second look at a request.</summary>
    public RateLimitAnswers WithoutCounting() => !AreCounted ? this : IsEmpty ? Uncounted : new(false, _responses, _local);

    /// <summary>Whether a service was asked this.</summary>
    internal bool TryFind(string option, RateLimitRequest request, out RateLimitResponse? response)
    {
        foreach (var asked in _responses)
        {
            if (asked.Option == option && asked.Request.Equals(request))
            {
                response = asked.Response;
                return true;
            }
        }

        response = null;
        return false;
    }

    /// <summary>Whether there was a token; null where none was asked for.</summary>
    internal bool? Find(LocalRateLimit limit)
    {
        foreach (var asked in _local)
        {
            if (asked.Limit == limit)
            {
                return asked.Fits;
            }
        }

        return null;
    }
}
