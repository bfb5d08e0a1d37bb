namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>A folder for one test, gone after it.</summary>
internal sealed class TempFolder : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("llmpolicy-").FullName;

    public string this[string name] => Path.Combine(FullName, name);

    /// <summary>Whole at once: half a file may be a valid policy.</summary>
    public void Write(string name, string text)
    {
        File.WriteAllText(this[name] + ".writing", text);
        File.Move(this[name] + ".writing", this[name], overwrite: true);
    }

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
