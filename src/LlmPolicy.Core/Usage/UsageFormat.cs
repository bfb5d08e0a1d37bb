namespace LlmPolicy.Usage;

/// <summary>One way to report usage.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Holders">The objects that hold it, as paths from the document's root; the empty path is the document itself.</param>
/// <param name="Members">
/// Paths below a holder, and what stands there. <c>list[]</c> is each of its elements, which are added up; <c>list[type=x]</c> those whose member <c>type</c> is x.
/// </param>
internal sealed record UsageFormat(string Name, IReadOnlyList<string> Holders, IReadOnlyList<(string Path, UsageMember Member)> Members);
