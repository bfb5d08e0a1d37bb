using k8s.Models;
using LlmPolicy.Packaging.Running;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Packaging.Deploying;

/// <summary>What the template publishes, run as its Dockerfile and its manifests say; folders below its own stand for what is mounted.</summary>
internal sealed class Pod : IAsyncDisposable
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-pod-");
    private readonly CreatedGateway _gateway;
    private readonly KubernetesManifests _manifests;
    private readonly int _user;
    private ChildProcess? _process;

    private Pod(CreatedGateway gateway)
    {
        _gateway = gateway;
        _manifests = new KubernetesManifests(gateway.Project);
        _user = (int)_manifests.Pod.SecurityContext.RunAsUser!.Value;
        foreach (string folder in (string[])[_folder.FullName, Path.GetDirectoryName(gateway.Published)!])
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, ForAll);
            }
        }
    }

    /// <summary>The ConfigMap with the policy, as it is mounted.</summary>
    public MountedVolume Policies { get; private set; } = null!;

    /// <summary>The Secret with the provider's key, as it is mounted.</summary>
    public MountedVolume Key { get; private set; } = null!;

    public IEnumerable<V1Probe> Probes => _manifests.Probes;

    public ChildProcess Process => _process!;

    /// <summary>A pod whose volumes are mounted, and whose container is not started.</summary>
    public static async Task<Pod> CreateAsync(CreatedGateway gateway)
    {
        Assert.SkipWhen(Container.Missing is not null, Container.Missing ?? "");
        Pod pod = new(gateway);
        pod.Policies = await MountedVolume.CreateAsync(pod.FolderOf("LlmPolicy__Manifests__0"), pod.PolicyFiles(text => text));
        pod.Key = await MountedVolume.CreateAsync(pod.FolderOf("LlmPolicy__SecretFolders__default__hftoken"), KeyFiles("Bearer hf_one"));
        return pod;
    }

    public static Dictionary<string, string> KeyFiles(string authorization) => new() { ["Authorization"] = authorization };

    /// <summary>The project's policy, its virtual service changed.</summary>
    public Dictionary<string, string> PolicyFiles(Func<string, string> change) => _manifests.PolicyFiles.ToDictionary(
        file => Path.GetFileName(file)!,
        file => (Path.GetFileName(file) == "virtualservice.yaml" ? change : text => text)(File.ReadAllText(Path.Combine(_gateway.Project, file))));

    /// <summary>Runs another program in the container.</summary>
    public ChildProcess Run(params string[] command) => Container.Start(_user, _gateway.Published, command);

    /// <summary>Starts the container, with the image's environment and the manifests'.</summary>
    public void Start(params (string, string)[] more) => _process = Container.Start(
        _user,
        _gateway.Published,
        _gateway.Dockerfile.Entrypoint,
        [
            // What the image that it is made from sets; the port would be 8080, which may be taken here.
            ("ASPNETCORE_HTTP_PORTS", "0"),
            ("DOTNET_RUNNING_IN_CONTAINER", "true"),
            .. _gateway.Dockerfile.All("ENV").Select(variable => variable.Split('=')).Select(parts => (parts[0], parts[1])),
            .. _manifests.Container.Env.Select(variable => (variable.Name, IsMounted(variable.Value) ? _folder.FullName + variable.Value : variable.Value)),
            .. more,
        ]);

    /// <summary>A client of the container's port, once it listens.</summary>
    public async Task<HttpClient> ClientAsync()
    {
        var address = BindingAddress.Parse(await Process.LineAsync("      Now listening on: "));
        return new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{address.Port}") };
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private string FolderOf(string variable) => _folder.FullName + _manifests.Container.Env.Single(v => v.Name == variable).Value;

    private bool IsMounted(string value) => _manifests.Container.VolumeMounts.Any(mount => mount.MountPath == value);
}
