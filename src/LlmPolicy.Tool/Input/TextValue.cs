namespace LlmPolicy.Tool.Input;

/// <summary>A value that may be long: itself, <c>@file</c>, or <c>-</c> for standard input.</summary>
internal static class TextValue
{
    /// <exception cref="UsageException">The file is not there or can't be read, or the <c>@</c> before its name is missing.</exception>
    public static string Read(string value, Terminal terminal) =>
        value == "-" ? terminal.Input.ReadToEnd()
        : value.StartsWith('@') ? InputFile.ReadText(value[1..])
        : File.Exists(value) ? throw new UsageException($"{value}: this is a file. Write @{value} for what is in it.")
        : value;
}
