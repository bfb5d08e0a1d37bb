using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.ExtAuth;

/// <summary>An AuthConfig, compiled: asks who sends a request, and says so to those behind it.</summary>
internal sealed class AuthStep : IPolicyStep
{
    /// <summary>Where no config failed, and the expression does not hold all the same.</summary>
    private readonly Refusal _denied;

    private readonly UntoldUser _untold;

    private readonly string _userIdHeader;

    /// <param name="name">Its name.</param>
    /// <param name="expression">Which configs have to pass.</param>
    /// <param name="userIdHeader">The header that says who it is.</param>
    /// <param name="position">Where it is written.</param>
    public AuthStep(ResourceName name, AuthExpression expression, string userIdHeader, SourcePosition position)
    {
        (Name, Expression, Position) = (name, expression, position);
        _userIdHeader = userIdHeader;
        _denied = new Refusal(ReasonCodes.ExtAuthDenied, 403, "", position);
        _untold = new UntoldUser(HeaderChange.Remove(userIdHeader, position));
        OwnHeaders = [.. expression.Methods.SelectMany(method => method.MadeHeaders).Prepend(userIdHeader).Distinct(StringComparer.OrdinalIgnoreCase).Select(header => HeaderChange.Remove(header, position))];
        Credentials = new ShownCredentials(expression.Methods.Select(method => method.CredentialHeader).OfType<string>().Select(header => HeaderChange.Remove(header, position)));
    }

    public ResourceName Name { get; }

    public AuthExpression Expression { get; }

    public SourcePosition Position { get; }

    /// <summary>The headers that say who it is; what a caller sends under their names is taken off.</summary>
    public IReadOnlyList<HeaderChange> OwnHeaders { get; }

    /// <summary>The headers in which callers show who they are.</summary>
    public ShownCredentials Credentials { get; }

    /// <summary>Whether this header says who it is of every request that passes. <c>jwt: {}</c> lets some pass that it says nothing of.</summary>
    public bool AlwaysSets(string header) =>
        header.Equals(_userIdHeader, StringComparison.OrdinalIgnoreCase) && !Expression.CanHoldForNobody && Expression.Methods.All(method => method is ApiKeyMethod);

    public StepResult Check(Exchange exchange)
    {
        int mark = exchange.Findings?.Mark ?? 0;
        var run = new AuthRun(exchange);
        bool holds = Expression.Holds(ref run);
        if (run.Need is { } need)
        {
            return StepResult.Ask(need);
        }

        exchange.Findings?.Verdict(this, mark, holds);
        if (!holds)
        {
            return StepResult.Refuse(run.Refusal ?? _denied);
        }

        Credentials.Hide(exchange);
        run.Carry();
        exchange.Filter(_untold);
        return StepResult.Pass;
    }

    public override string ToString() => Expression.ToString()!;

    /// <summary>Who a caller is, is told the upstream, and nobody else: what of it is on an answer is taken off.</summary>
    private sealed class UntoldUser(HeaderChange removal) : IAnswerFilter
    {
        public void Apply(Exchange exchange, int statusCode, HeaderView answer) => answer.Remove(removal);
    }
}
