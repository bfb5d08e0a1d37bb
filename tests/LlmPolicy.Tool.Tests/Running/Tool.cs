namespace LlmPolicy.Tool.Running;

/// <summary>The tool as a shell runs it, in this process: what it printed and its exit code.</summary>
internal sealed record Tool(int ExitCode, string Output, string Error)
{
    public static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static Tool Run(params string[] args) => RunWithInput("", args);

    public static Tool RunWithInput(string input, params string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        Terminal terminal = new() { Input = new StringReader(input), Output = output, Error = error, HasColour = false, Time = new FixedTime(Now) };
        int exitCode = Program.Run(args, terminal);
        return new Tool(exitCode, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
