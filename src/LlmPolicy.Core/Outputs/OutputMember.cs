namespace LlmPolicy.Outputs;

/// <summary>A member of a JSON body that says something of the output.</summary>
/// <param name="Path">
/// The way to it, with dots. <c>[]</c> behind a name: each item of a list; <c>*</c>: any member that no other path names; <c>a|b</c>: two spellings of one member.
/// </param>
/// <param name="Role">What it says.</param>
internal sealed record OutputMember(string Path, OutputRole Role)
{
    /// <summary>What it leads to; of any value but <c>null</c>, <c>false</c> and an empty list.</summary>
    public OutputEscapes Escape { get; init; }

    /// <summary>Strings that escape nothing; a <c>*</c> at the end stands for any rest.</summary>
    public IReadOnlyList<string> Harmless { get; init; } = [];

    public bool IsHarmless(string value)
    {
        foreach (string known in Harmless)
        {
            if (known[^1] == '*' ? value.StartsWith(known[..^1], StringComparison.Ordinal) : value == known)
            {
                return true;
            }
        }

        return false;
    }
}
