namespace LlmPolicy.ExtAuth;

/// <summary>Which of an AuthConfig's configs have to pass (<c>booleanExpr</c>): asked from left to right, and no longer than the answer is open.</summary>
internal abstract record AuthExpression
{
    /// <summary>Whether it holds; without meaning where something has to be found out first (<see cref="AuthRun.Need"/>).</summary>
    public abstract bool Holds(ref AuthRun run);

    /// <summary>The configs that it asks, each as often as it is named.</summary>
    public abstract IEnumerable<IAuthMethod> Methods { get; }

    /// <summary>Whether it can hold for somebody who shows nothing.</summary>
    public abstract bool CanHoldForNobody { get; }

    /// <summary>Whether it can fail for somebody who shows nothing.</summary>
    public abstract bool CanFailForNobody { get; }

    /// <summary>One config.</summary>
    internal sealed record Method(IAuthMethod Asked) : AuthExpression
    {
        public override IEnumerable<IAuthMethod> Methods => [Asked];

        public override bool CanHoldForNobody => false;

        public override bool CanFailForNobody => true;

        public override bool Holds(ref AuthRun run) => run.Ask(Asked);

        public override string ToString() => Asked.Words;
    }

    /// <summary><c>!</c></summary>
    internal sealed record Not(AuthExpression Inner) : AuthExpression
    {
        public override IEnumerable<IAuthMethod> Methods => Inner.Methods;

        public override bool CanHoldForNobody => Inner.CanFailForNobody;

        public override bool CanFailForNobody => Inner.CanHoldForNobody;

        public override bool Holds(ref AuthRun run) => !Inner.Holds(ref run);

        public override string ToString() => $"not {Inner}";
    }

    /// <summary><c>&amp;&amp;</c></summary>
    internal sealed record And(AuthExpression Left, AuthExpression Right) : AuthExpression
    {
        public override IEnumerable<IAuthMethod> Methods => [.. Left.Methods, .. Right.Methods];

        public override bool CanHoldForNobody => Left.CanHoldForNobody && Right.CanHoldForNobody;

        public override bool CanFailForNobody => Left.CanFailForNobody || Right.CanFailForNobody;

        public override bool Holds(ref AuthRun run) => Left.Holds(ref run) && run.Need is null && Right.Holds(ref run);

        public override string ToString() => $"{Left} and {Right}";
    }

    /// <summary><c>||</c></summary>
    internal sealed record Or(AuthExpression Left, AuthExpression Right) : AuthExpression
    {
        public override IEnumerable<IAuthMethod> Methods => [.. Left.Methods, .. Right.Methods];

        public override bool CanHoldForNobody => Left.CanHoldForNobody || Right.CanHoldForNobody;

        public override bool CanFailForNobody => Left.CanFailForNobody && Right.CanFailForNobody;

        public override bool Holds(ref AuthRun run) => Left.Holds(ref run) || (run.Need is null && Right.Holds(ref run));

        public override string ToString() => $"({Left} or {Right})";
    }
}
