namespace LlmPolicy.Tests;

/// <summary>A row of <c>Data/gloo-fields.txt</c>.</summary>
/// <param name="Name">The field's.</param>
/// <param name="Mark">What is to become of it.</param>
/// <param name="Shape">What it holds.</param>
internal sealed record GlooField(string Name, string Mark, string Shape)
{
    public bool IsList => Shape.EndsWith("[]", StringComparison.Ordinal);

    public bool IsMap => Shape.EndsWith("{}", StringComparison.Ordinal);

    public string ItemShape => IsList || IsMap ? Shape[..^2] : Shape;

    /// <summary>What is said of the field where it stands; null: nothing.</summary>
    public string? Code => Mark switch
    {
        "error" => DiagnosticCodes.Unsupported,
        "guard" => DiagnosticCodes.Unenforced,
        "old" => DiagnosticCodes.OldSpelling,
        "left" => DiagnosticCodes.LeftOut,
        _ => null,
    };
}
