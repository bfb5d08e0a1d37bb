using System.Reflection;

namespace LlmPolicy.Redis;

/// <summary>The scripts, each with what all of them share in front.</summary>
internal static class Script
{
    public static readonly string Reserve = Read("reserve");
    public static readonly string Count = Read("count");
    public static readonly string Settle = Read("settle");
    public static readonly string Cancel = Read("cancel");
    public static readonly string Expire = Read("expire");
    public static readonly string Due = Read("due");
    public static readonly string ReadCounter = Read("read");
    public static readonly string Correct = Read("correct");
    public static readonly string Reset = Read("reset");
    public static readonly string Schema = Read("schema");

    private static string Read(string name) => $"{Text("common")}\n{Text(name)}";

    private static string Text(string name)
    {
        using StreamReader reader = new(Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua")!);
        return reader.ReadToEnd();
    }
}
