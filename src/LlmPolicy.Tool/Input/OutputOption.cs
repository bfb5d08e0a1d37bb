namespace LlmPolicy.Tool.Input;

/// <summary><c>--output</c>: the form of what is printed.</summary>
internal sealed class OutputOption : ChoiceOption
{
    /// <param name="form">The form that is taken where none is asked for.</param>
    /// <param name="others">The others.</param>
    public OutputOption(string form, params string[] others)
        : base("--output", "-o", [form, .. others])
    {
        Description = "The form of what is printed.";
        DefaultValueFactory = _ => form;
    }
}
