using System.CommandLine;

namespace LlmPolicy.Tool.Input;

/// <summary><c>--output</c>: the form of what is printed.</summary>
internal sealed class OutputOption : Option<string>
{
    /// <param name="form">The form that is taken where none is asked for.</param>
    /// <param name="others">The others.</param>
    public OutputOption(string form, params string[] others)
        : base("--output", "-o")
    {
        Description = "The form of what is printed.";
        DefaultValueFactory = _ => form;
        this.AcceptOnlyFromAmong([form, .. others]);
    }
}
