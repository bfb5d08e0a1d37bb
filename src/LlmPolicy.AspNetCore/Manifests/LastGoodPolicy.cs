using System.Text.Json;
using System.Text.Json.Serialization;
using LlmPolicy.Files;
using LlmPolicy.Options;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Manifests;

/// <summary>
/// Keeps the manifests that are in force in a file (<see cref="LlmPolicyOptions.LastGood"/>), so that a start finds them where those that it should load do not. The options
/// are always those of now.
/// </summary>
internal sealed partial class LastGoodPolicy(CurrentOptions options, ContentRoot root, ILogger<LastGoodPolicy> logger)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Whether the file holds a policy that is older than the one in force, and can't be changed.</summary>
    public bool IsOutdated { get; private set; }

    /// <summary>
    /// Puts the manifests of a generation that is in force in the file's place. What keeps it from that is logged, and no file is left then: an older policy may let more through.
    /// </summary>
    public void Keep(PolicyInputs inputs)
    {
        if (inputs.Options.LastGood is { } file)
        {
            string path = Path.Combine(root.Path, file);
            IsOutdated = !TryWrite(path, inputs) && !TryRemove(path);
        }
    }

    /// <summary>What the file holds; null if there is no such option, or no file that can be used.</summary>
    public PolicyInputs? Read()
    {
        LlmPolicyOptions current;
        try
        {
            current = options.Read();
        }
        catch (OptionsValidationException)
        {
            return null;
        }

        if (current.LastGood is not { } file)
        {
            return null;
        }

        try
        {
            using var kept = RegularFile.Open(Path.Combine(root.Path, file)) ?? throw new InvalidDataException("It is empty, or no file that ends.");
            using FileStream stream = new(kept, FileAccess.Read);
            return JsonSerializer.Deserialize(stream, KeptJson.Default.Kept) is { } policy
                ? new PolicyInputs([.. policy.Manifests.OfType<KeptManifest>().Select(manifest => new ManifestFile(manifest.Name, manifest.Text))], current)
                : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or JsonException)
        {
            Log.LastGoodNotRead(logger, e.GetType());
            return null;
        }
    }

    private bool TryWrite(string path, PolicyInputs inputs)
    {
        try
        {
            Kept kept = new([.. inputs.Manifests.Select(manifest => new KeptManifest(manifest.Name, manifest.Text))]);

            // Whole or not at all: several processes may share the file, and one may be killed.
            string written = $"{path}.{Path.GetRandomFileName()}";
            try
            {
                using (FileStream stream = new(written, NewFile()))
                {
                    JsonSerializer.Serialize(stream, kept, KeptJson.Default.Kept);
                }

                File.Move(written, path, overwrite: true);
            }
            finally
            {
                File.Delete(written);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LastGoodNotKept(logger, e.GetType());
            return false;
        }
    }

    private static bool TryRemove(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The manifests may hold secrets.
    private static FileStreamOptions NewFile()
    {
        FileStreamOptions file = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = OwnerOnly;
        }

        return file;
    }

    private sealed record Kept(IReadOnlyList<KeptManifest?> Manifests);

    private sealed record KeptManifest(string Name, string Text);

    [JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(Kept))]
    private sealed partial class KeptJson : JsonSerializerContext;
}
