namespace LlmPolicy.Routing;

/// <summary>A path condition. It sees the normalised path without the query, never decoded.</summary>
internal interface IPathMatcher : IRouteCondition
{
    /// <summary>The condition, for people.</summary>
    PathSummary Summary { get; }

    /// <summary>What every path that matches begins with, in whatever case; empty where nothing is certain.</summary>
    string Start { get; }

    string IRouteCondition.MismatchWords => $"{Summary} does not fit the path";

    /// <summary>How much of the path's beginning matched: what <c>prefixRewrite</c> replaces. Null: no match.</summary>
    int? MatchedLength(string path);
}
