# Puts Maven packages with their dependencies into $work/lib: maven-packages.sh GROUP:ARTIFACT:VERSION ...
source "$(dirname "${BASH_SOURCE[0]}")/work-folder.sh"
{
  echo '<project><modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>t</artifactId><version>1</version><dependencies>'
  for package in "$@"; do
    IFS=: read -r group artifact version <<< "$package"
    echo "<dependency><groupId>$group</groupId><artifactId>$artifact</artifactId><version>$version</version></dependency>"
  done
  echo '</dependencies></project>'
} > pom.xml
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.10.0:copy-dependencies -DoutputDirectory=lib ||
  cannot_try "Maven cannot get $*."
