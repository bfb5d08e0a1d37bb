namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>One edit between two versions: a field or an item that is there or not, is another, or stands elsewhere.</summary>
/// <param name="path">The field, from its document on.</param>
/// <param name="old">What the old version has; null: nothing.</param>
/// <param name="new">What the new version has; null: nothing.</param>
internal sealed class FieldChange(FieldPath path, FieldNode? old, FieldNode? @new)
{
    /// <summary>As a difference that no request shows.</summary>
    public PolicyDifference NotCovered => new()
    {
        Kind = PolicyDifferenceKind.NotCovered,
        What = path.ToString(),
        Old = Words(old),
        New = old?.Text == @new?.Text ? "in another place" : Words(@new),
        OldPosition = old?.Position,
        NewPosition = @new?.Position,
        MayLoosen = true,
    };

    /// <summary>Whether one of the versions has a text in it.</summary>
    public bool Mentions(string text) => new[] { old, @new }.Any(node => node?.Text.Contains(FieldJson.Quoted(text), StringComparison.Ordinal) == true);

    private string Words(FieldNode? node) => node switch
    {
        null => "none",
        FieldValue { Text: var text } when !path.MayHoldSecret && text.Length <= 80 => text,
        FieldValue => old is FieldValue && @new is FieldValue ? node == old ? "a value" : "another value" : "a value",
        _ => "there",
    };
}
