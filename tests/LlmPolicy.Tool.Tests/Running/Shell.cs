using System.Text.RegularExpressions;

namespace LlmPolicy.Tool.Running;

/// <summary>Runs command lines as they are documented, in a folder that has what they name: pipes, <c>&gt;</c>, and paths from there.</summary>
internal sealed partial class Shell(TempFolder folder)
{
    private int _outs;

    /// <summary>A line; of another program's output, which a pipe reads, the lab's manifest stands for it.</summary>
    public Tool Run(string line)
    {
        Match redirected = Redirection().Match(line);
        Tool last = new(0, Lab.VirtualService, "");
        foreach (string command in (redirected.Success ? line[..redirected.Index] : line).Split(" | "))
        {
            string[] words = [.. Word().Matches(command).Select(m => m.Value.Trim('\''))];
            if (words[0] == "llmpolicy")
            {
                last = Tool.RunWithInput(last.Output, [.. words[1..].Select((word, i) => Locate(word, words[i]))]);
            }
        }

        if (redirected.Success)
        {
            folder.Write(redirected.Groups[1].Value, last.Output);
        }

        return last with { Output = last.Output.Replace(folder.Path + "/", "", StringComparison.Ordinal) };
    }

    private string Locate(string word, string before)
    {
        if (before == "--out")
        {
            return folder[$"out{_outs++}"];
        }

        string name = word.TrimStart('@');
        return name.AsSpan().ContainsAny('/', '.') && Path.Exists(folder[name]) ? word[..^name.Length] + folder[name] : word;
    }

    [GeneratedRegex("'[^']*'|[^ ]+")]
    private static partial Regex Word();

    [GeneratedRegex(" > ([^ ]+)$")]
    private static partial Regex Redirection();
}
